/** What the terminal shows: progress, parsed options, errors in one sentence. */
import { expect, test } from "vitest";
import { CancelledError, exitCodeOf, sentenceOf, UsageError } from "./errors.ts";
import { createOutput } from "./output.ts";
import { choiceOption, integerOption, listOption, shareOption } from "./parse-option.ts";
import { progressLine } from "./progress-line.ts";

test("a progress line has bar, share, time left and words", () => {
  expect(progressLine(0.5, 700, "training", 4)).toBe("██░░  50 %  12 min left  training");
  expect(progressLine(2, undefined, "done", 4)).toBe("████ 100 %  done");
});

test("options say their name, range and what came", () => {
  expect(integerOption("--batch", 1)("20")).toBe(20);
  expect(() => integerOption("--batch", 1)("0")).toThrow('--batch must be an integer at least 1; got "0".');
  expect(() => integerOption("--threads", 1, 64)("1.5")).toThrow(
    '--threads must be an integer in [1, 64]; got "1.5".',
  );
  expect(() => integerOption("--seed", 0)("")).toThrow(UsageError);
  expect(() => shareOption("--subset")("0")).toThrow('--subset must be a number in (0, 1]; got "0".');
  expect(listOption("--strategies")("a, b")).toEqual(["a", "b"]);
  expect(() => listOption("--strategies")("a,a")).toThrow('--strategies names "a" twice.');
  expect(() => listOption("--strategies")(",")).toThrow(/at least one/);
  expect(() => choiceOption("--provider", ["cpu", "cuda"])("gpu")).toThrow(
    '--provider must be one of cpu, cuda; got "gpu".',
  );
});

test("errors become a sentence and an exit code", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  expect(sentenceOf(full)).toMatch(/^The disk is full: free some room/);
  expect([new Error("x"), new UsageError("x"), new CancelledError("x")].map(exitCodeOf)).toEqual([1, 2, 130]);
  expect(sentenceOf("odd")).toBe("internal: odd");
});

function recorded(json: boolean, isTTY: boolean) {
  const out: string[] = [];
  const err: string[] = [];
  let time = 0;
  const output = createOutput(
    json,
    { write: (text) => out.push(text) },
    { write: (text) => err.push(text), isTTY, columns: 20 },
    () => (time += 4000),
  );
  return { output, out, err };
}

test("with --json, stdout has one object a line and nothing else", () => {
  const { output, out, err } = recorded(true, true);
  output.say("hello");
  output.progress("half");
  output.emit({ event: "done", accuracy: 0.5 });
  expect(out).toEqual(['{"event":"done","accuracy":0.5}\n']);
  expect(err).toEqual([]);
});

test("off a terminal, progress is a line now and then", () => {
  const { output, err } = recorded(false, false);
  for (let i = 0; i < 6; i++) output.progress(`step ${i}`);
  expect(err).toEqual(["step 0\n", "step 3\n"]);
});

test("on a terminal, progress is redrawn, never wider than the window, and cleared before words", () => {
  const { output, out, err } = recorded(false, true);
  output.progress("x".repeat(50));
  output.say("words");
  expect(err).toEqual([`\r\u001b[2K${"x".repeat(19)}`, "\r\u001b[2K"]);
  expect(out).toEqual(["words\n"]);
});
