/** A weighted product from a file: which objectives, to which powers. */
import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { weightedProduct, type Objective, type ProductTerm } from "@querent/core";
import { parseFilePart, readNumbers, shapeInWords } from "@querent/formats";
import type { ChosenStrategy } from "./choose-strategy.ts";

/**
 * Reads `{ "terms": [{ "objective": "entropy", "strength": 1 }, …] }`. A term `{ "objective": "weights", "name": N,
 * "file": F, "strength": 1 }` multiplies numbers of the user's own, one an item; F counts from the folder of the file.
 *
 * @throws naming the file and the term that is not so
 */
export async function readMix(path: string): Promise<ChosenStrategy> {
  const terms: ProductTerm[] = [];
  const files: Record<string, string> = { config: path };
  const columns: { given: string; rows: number }[] = [];
  for (const [place, given] of (await termsIn(path)).entries()) {
    const where = `${path}, term ${place + 1}`;
    const { objective, strength = 1, name, file, ...others } = given;
    const unknown = Object.keys(others)[0];
    if (unknown !== undefined)
      throw new Error(
        `${where} must have objective, strength, and for weights name and file; got "${unknown}".`,
      );
    if (typeof objective !== "string" || typeof strength !== "number")
      throw new Error(
        `${where} must have an objective, a word, and a strength, a number; got ${JSON.stringify(given)}.`,
      );
    if (objective !== "weights") {
      terms.push({ objective: objective as Objective, strength });
      continue;
    }
    if (typeof name !== "string" || typeof file !== "string")
      throw new Error(`${where} must have a name and a file, since its objective is weights.`);
    const part = parseFilePart(isAbsolute(file) ? file : join(dirname(path), file));
    const { shape, data } = await readNumbers(part);
    if (shape.length !== 1 && !(shape.length === 2 && shape[1] === 1))
      throw new Error(`${part.path} must be one column of numbers, one an item; got ${shapeInWords(shape)}.`);
    terms.push({ objective, name, strength, values: data });
    files[`weights ${name}`] = part.path;
    columns.push({ given: file, rows: shape[0] });
  }
  const strategyOf = (own: readonly ProductTerm[]): ReturnType<typeof weightedProduct> => {
    try {
      return weightedProduct(own);
    } catch (cause) {
      throw new Error(`${path}: ${(cause as Error).message}`, { cause });
    }
  };
  return {
    strategy: strategyOf(terms),
    forRows: (rows) => strategyOf(terms.map((term) => rowsOfTerm(term, rows))),
    files,
    columns,
  };
}

async function termsIn(path: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(path, "utf8");
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} must be JSON; it is not: ${(cause as Error).message}.`, { cause });
  }
  const terms = (parsed as { terms?: unknown } | null)?.terms;
  const isObject = (term: unknown): boolean =>
    typeof term === "object" && term !== null && !Array.isArray(term);
  if (!Array.isArray(terms) || !terms.every(isObject))
    throw new Error(`${path} must be { "terms": [{ "objective": "entropy", "strength": 1 }, …] }.`);
  return terms as Record<string, unknown>[];
}

function rowsOfTerm(term: ProductTerm, rows: Int32Array): ProductTerm {
  if (term.objective !== "weights") return term;
  return { ...term, values: Float32Array.from(rows, (row) => term.values[row]) };
}
