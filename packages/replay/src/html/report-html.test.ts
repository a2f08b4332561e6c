import { expect, test } from "vitest";
import { exampleSubject, exampleReport, exampleTimings } from "../../test/example-report.ts";
import { curvePicture } from "../curve-picture.ts";
import { reportHtml } from "./report-html.ts";

const command = 'querent replay "my <set>" --out out';
const page = (trials?: number, strategies?: string[]): string =>
  reportHtml(exampleReport(trials, strategies), {
    subject: exampleSubject,
    timings: exampleTimings(trials, strategies),
    command,
  });

test("needs nothing from outside and runs no script", () => {
  expect(page()).not.toMatch(/<script|\bon\w+=|@import|url\((?!#)|<link|<iframe/i);
  const addresses = [...page().matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
  expect(addresses.length).toBeGreaterThan(0);
  for (const address of addresses) expect(address).toMatch(/^data:image\/png;base64,/);
});

test.each([
  ["the page", page()],
  ["a page of one trial", page(1)],
  ["a page without random", page(2, ["entropy", "margin"])],
  ["a page of random alone", page(5, ["random"])],
  ["the picture", curvePicture(exampleReport())],
])("%s is well formed and holds only finite numbers", (_, text) => {
  expect(text).not.toMatch(/NaN|Infinity|undefined|\[object|null/);
  expect(unclosed(text)).toEqual([]);
});

test("every plot has a name, every image its class, every table a caption and headings", () => {
  for (const [svg] of page().matchAll(/<svg(?![^>]*class="key")[^>]*>/g)) expect(svg).toMatch(/aria-label/);
  for (const [image] of page().matchAll(/<img[^>]*>/g)) expect(image).toMatch(/alt="[^"]+"/);
  for (const [table] of page().matchAll(/<table.*?<\/table>/gs)) {
    expect(table).toContain("<caption>");
    expect(table).toContain('<th scope="row">');
  }
  const names = [...page().matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(names).size).toBe(names.length);
});

test("the page has a language, one first heading, no level left out, and no empty heading", () => {
  const text = page();
  expect(text).toContain('<html lang="en">');
  expect(text).toMatch(/<title>[^<]+<\/title>/);
  const levels = [...text.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
  expect(levels.filter((level) => level === 1)).toEqual([levels[0]]);
  levels.slice(1).forEach((level, i) => expect(level - levels[i]).toBeLessThanOrEqual(1));
  expect(text).not.toMatch(/<(th|h\d|summary|legend|figcaption|caption)\b[^>]*>\s*<\//);
});

test("each curve is drawn for wide and for narrow pages", () => {
  for (const width of [880, 430])
    expect(page()).toMatch(
      new RegExp(`viewBox="0 0 ${width} \\d+" role="img" aria-labelledby="[^"]+"[^>]*>\n<title[^>]*>Test`),
    );
});

test("names with hyphens are not broken at the end of a line", () => {
  const text = page(5, ["random", "core-set", "entropy"]);
  const whole = '<span class="whole">core-set</span>';
  expect(text).toContain(`After 42 labels ${whole} reaches`);
  expect(/<h1>.*<\/h1>/.exec(text)?.[0]).toContain('<span class="whole">Core-set</span> and entropy');
});

test("escapes what others wrote", () => {
  expect(page()).toContain("score &lt;0&gt; &amp; more");
  expect(page()).toContain("my &lt;set&gt;");
});

test("the page gives the result, the command and each arm", () => {
  const text = page();
  expect(text).toContain("After 42 labels learning loss reaches");
  expect(text).toContain("querent replay");
  for (const name of ["random", "learning loss", "entropy"]) expect(text).toContain(`>${name}</text>`);
});

test("no winner under five trials", () => {
  expect(page(4)).toContain("With 4 of at least 5 trials no arm is called better than another.");
  expect(page(5)).toContain("The largest area is that of learning loss, ahead of every other arm.");
});

/** Elements that are opened and not closed in order. */
function unclosed(text: string): string[] {
  const open: string[] = [];
  const empty = new Set(["meta", "img", "input", "br"]);
  for (const [, slash, name, self] of text.matchAll(
    /<(\/?)([a-zA-Z][a-zA-Z0-9]*)(?:"[^"]*"|[^">])*?(\/?)>/g,
  )) {
    if (self === "/" || empty.has(name)) continue;
    if (slash === "") open.push(name);
    else if (open.pop() !== name) return [`</${name}>`];
  }
  return open;
}
