/** Parsers of option values; what does not fit is refused with the option's name and the range. */
import { UsageError } from "./errors.ts";

/** An integer in [min, max]. */
export function integerOption(name: string, min: number, max = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isInteger(value) || value < min || value > max) {
      const range = max === Number.MAX_SAFE_INTEGER ? `at least ${min}` : `in [${min}, ${max}]`;
      throw new UsageError(`${name} must be an integer ${range}; got "${text}".`);
    }
    return value;
  };
}

/** A number in (0, 1]. */
export function shareOption(name: string) {
  return (text: string): number => {
    const value = Number(text);
    if (!(value > 0 && value <= 1))
      throw new UsageError(`${name} must be a number in (0, 1]; got "${text}".`);
    return value;
  };
}

/** A number in [0, 1]. */
export function zeroToOneOption(name: string) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= 0 && value <= 1))
      throw new UsageError(`${name} must be a number in [0, 1]; got "${text}".`);
    return value;
  };
}

/** A number in [0, 1). */
export function belowOneOption(name: string) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= 0 && value < 1))
      throw new UsageError(`${name} must be a number in [0, 1); got "${text}".`);
    return value;
  };
}

/** A number above 0. */
export function positiveOption(name: string) {
  return (text: string): number => {
    const value = Number(text);
    if (!(value > 0 && Number.isFinite(value)))
      throw new UsageError(`${name} must be a positive number; got "${text}".`);
    return value;
  };
}

/** Names separated by commas, at least one, none twice. */
export function listOption(name: string) {
  return (text: string): string[] => {
    const names = text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
    const repeated = names.find((part, at) => names.indexOf(part) !== at);
    if (names.length === 0) throw new UsageError(`${name} must name at least one; got "${text}".`);
    if (repeated !== undefined) throw new UsageError(`${name} names "${repeated}" twice.`);
    return names;
  };
}

/** One of the given words. */
export function choiceOption<T extends string>(name: string, choices: readonly T[]) {
  return (text: string): T => {
    const found = choices.find((choice) => choice === text);
    if (found === undefined)
      throw new UsageError(`${name} must be one of ${choices.join(", ")}; got "${text}".`);
    return found;
  };
}
