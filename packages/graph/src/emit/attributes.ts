/** Short forms of ONNX attributes. */
import type { OnnxAttribute } from "../onnx/model.ts";

export const int = (value: number): OnnxAttribute => ({ int: value });
export const ints = (values: readonly number[]): OnnxAttribute => ({ ints: values });
export const float = (value: number): OnnxAttribute => ({ float: value });
export const text = (value: string): OnnxAttribute => ({ string: value });
