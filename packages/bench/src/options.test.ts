import { expect, test } from "vitest";
import { namesIn, positiveInteger, positiveNumber } from "./options.ts";

test("options are read", () => {
  expect(positiveInteger("rounds", "5")).toBe(5);
  expect(positiveNumber("seconds", "0.5")).toBe(0.5);
  expect(namesIn("modes", "b,a", ["a", "b"])).toEqual(["b", "a"]);
});

test.each(["0", "-1", "2.5", "", "x", "Infinity"])("%s is no positive integer", (text) => {
  expect(() => positiveInteger("rounds", text)).toThrow(
    `--rounds must be a positive integer; got "${text}".`,
  );
});

test.each(["0", "-1", "", "x", "Infinity"])("%s is no positive number", (text) => {
  expect(() => positiveNumber("seconds", text)).toThrow(
    `--seconds must be a positive number; got "${text}".`,
  );
});

test("a name that is not known is refused, with those that are", () => {
  expect(() => namesIn("modes", "a,c", ["a", "b"])).toThrow('among a, b, separated by commas; got "c".');
});
