/** The names that formats have for the parts of a data set. */
import type { ExchangedImage } from "@querent/core";

type Part = NonNullable<ExchangedImage["part"]>;

const spellings: Readonly<Record<string, Part>> = {
  train: "train",
  training: "train",
  val: "validation",
  valid: "validation",
  validation: "validation",
  test: "test",
  testing: "test",
};

/** The part of a name, in any case; undefined for "", "default" and what is none. */
export function partNamed(name: string): ExchangedImage["part"] {
  return spellings[name.toLowerCase()];
}

/** The short names that files of parts have. */
export const shortParts: Readonly<Record<Part, string>> = { train: "train", validation: "val", test: "test" };

/** The names and images of each part, those without one under `rest` at the end; parts without images are left out. */
export function byPart<T extends Pick<ExchangedImage, "part">>(
  images: readonly T[],
  rest: string,
): (readonly [name: string, images: readonly T[]])[] {
  const parts = [...(Object.keys(shortParts) as Part[]), undefined];
  return parts.flatMap((part) => {
    const own = images.filter((image) => image.part === part);
    return own.length === 0 ? [] : [[part === undefined ? rest : shortParts[part], own] as const];
  });
}
