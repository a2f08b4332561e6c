/** Reads what the commands are told, and says what is wrong with it. */

/** The folder of `--data`. @throws when there is none */
export function dataFolder(given: string | undefined): string {
  if (given === undefined)
    throw new Error(
      "The folder of data sets must be given; got none. Give --data FOLDER, or set QUERENT_DATA.",
    );
  return given;
}

/** @throws when the text is not a positive integer */
export function positiveInteger(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${option} must be a positive integer; got "${text}".`);
  return value;
}

/** @throws when the text is not a positive number */
export function positiveNumber(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value)))
    throw new Error(`--${option} must be a positive number; got "${text}".`);
  return value;
}

/** The names in a list separated by commas. @throws when one is not known */
export function namesIn<T extends string>(option: string, text: string, known: readonly T[]): T[] {
  return text.split(",").map((name) => {
    const found = known.find((other) => other === name);
    if (found === undefined)
      throw new Error(
        `--${option} must hold names among ${known.join(", ")}, separated by commas; got "${name}".`,
      );
    return found;
  });
}
