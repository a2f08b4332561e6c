/** Plain assertions, so that the conformance suite runs under any test runner. */

/** @throws with `message` when the condition does not hold */
export function must(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

/** @throws when two lists differ, showing both */
export function mustEqual(got: ArrayLike<unknown>, expected: ArrayLike<unknown>, what: string): void {
  const a = JSON.stringify(Array.from(got));
  const b = JSON.stringify(Array.from(expected));
  must(a === b, `${what}: expected ${b}; got ${a}.`);
}

/** @throws unless the call rejects with an error whose message holds every one of `words` */
export async function mustRefuse(
  call: () => Promise<unknown>,
  words: readonly string[],
  what: string,
): Promise<void> {
  let message: string | undefined;
  try {
    await call();
  } catch (error) {
    message = error instanceof Error ? error.message : String(error);
  }
  must(message !== undefined, `${what}: it must be refused; it was accepted.`);
  for (const word of words) {
    must(message!.includes(word), `${what}: the error must say "${word}"; it says "${message}".`);
  }
}
