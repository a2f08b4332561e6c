/** What the README shows is what happens: its snippet runs, its commands and options exist. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const readme = readFileSync("README.md", "utf8");
const blocks = (language: string): string[] =>
  [...readme.matchAll(/^```(\w*)\n(.*?)^```/gms)]
    .filter(([, name]) => name === language)
    .map(([, , code]) => code);
const node = (...args: string[]) =>
  spawnSync(process.execPath, ["--conditions=source", ...args], { encoding: "utf8" });
const helpOf = (...command: string[]): string =>
  node("packages/cli/src/main.ts", ...command, "--help").stdout;

/** Runs a snippet inside the repository, where "querent" is found. @returns its lines */
function linesOf(snippet: string): string[] {
  const folder = mkdtempSync(join("test", ".readme-"));
  try {
    const file = join(folder, "snippet.mts");
    writeFileSync(file, snippet);
    const { stdout, stderr, status } = node(file);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    return stdout.trim().split("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("the library's snippet prints five picks with their scores and reasons", () => {
  const [snippet, ...others] = blocks("ts");
  expect(others).toEqual([]);
  const lines = linesOf(snippet);
  expect(lines).toHaveLength(5);
  for (const line of lines) expect(line).toMatch(/^image-\d+\.jpg {2}\d\.\d{3} {2}\S.*/);
  expect(new Set(lines.map((line) => line.split(" ")[0])).size).toBe(5);
});

test("the page on a strategy of your own prints what it says", () => {
  const page = readFileSync("docs/own-strategy.md", "utf8");
  const [, snippet] = /^```ts\n(.*?)^```/ms.exec(page)!;
  const [, printed] = /^It prints\n\n```\n(.*?)^```/ms.exec(page)!;
  expect(linesOf(snippet)).toEqual(printed.trim().split("\n"));
});

test("every option in the table is one of querent replay's, with the default that the help tells", () => {
  const help = helpOf("replay");
  const rows = [...readme.matchAll(/^\| (`--.*?) \| .* \| (.*?) \|$/gm)];
  expect(rows.length).toBeGreaterThan(5);
  for (const [, names, defaults] of rows) {
    const options = [...names.matchAll(/--[a-z-]+/g)].map(([option]) => option);
    const values = options.length === 1 ? [defaults] : defaults.split(", ");
    options.forEach((option, i) => {
      const told = new RegExp(`^ {2}${option}[ ,][^]*?(?=^ {2}-|^$)`, "m").exec(help)?.[0] ?? "";
      expect(told, option).not.toBe("");
      expect(told, option).toMatch(values[i] === "all" ? /\(all\)/ : /\(default:/);
      if (values[i] !== "all") expect(told).toContain(values[i].replaceAll("`", ""));
    });
  }
});

test("every command and option of the examples exists", () => {
  const lines = blocks("").join("").replaceAll("\\\n", "").split("\n");
  const spans = [...readme.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);
  const commands = [...lines, ...spans].filter((line) => line.startsWith("npx querent "));
  expect(commands.length).toBeGreaterThan(2);
  for (const command of commands) {
    const [, , name, ...words] = command.split(/\s+/);
    const help = helpOf(name);
    expect(help, command).toContain(`Usage: querent ${name}`);
    for (const word of words) if (word.startsWith("--")) expect(help, command).toContain(`${word} `);
  }
});

test("every npm command exists", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  for (const [, name] of readme.matchAll(/npm (start|test|run [\w:]+)/g))
    expect(Object.keys(scripts)).toContain(name.replace("run ", ""));
});
