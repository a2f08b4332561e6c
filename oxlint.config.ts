// Lint rules. Who may import whom is written once, in rooms.json; here it becomes one rule a room.
import { readFileSync } from "node:fs";
import { defineConfig } from "oxlint";

const rooms: Record<string, string[]> = JSON.parse(
  readFileSync(new URL("rooms.json", import.meta.url), "utf8"),
);

const packageOf = (room: string): string => (room === "cli" ? "querent" : `@querent/${room}`);

function boundaryOf(room: string, allowed: readonly string[]) {
  const barred = Object.keys(rooms).filter((other) => other !== room && !allowed.includes(other));
  const patterns: { group: string[]; message: string }[] = [
    { group: ["@querent/*/*"], message: "Import a room by its name, not by a path inside it." },
    {
      group: ["**/packages/**"],
      message: "Import another room by its name.",
    },
  ];
  if (room === "core")
    patterns.push({ group: ["node:*"], message: "core does no I/O: it takes what it needs as an argument." });
  return {
    files: [`packages/${room}/src/**/*.ts`],
    excludeFiles: ["**/*.test.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: barred.map((other) => ({
            name: packageOf(other),
            message: `rooms.json does not let ${room} import ${other}.`,
          })),
          patterns,
        },
      ],
    },
  };
}

export default defineConfig({
  plugins: ["typescript", "unicorn", "import", "oxc"],
  categories: { correctness: "error", suspicious: "error", perf: "off" },
  rules: {
    "import/no-cycle": "error",
    "typescript/consistent-type-imports": "error",
    "no-await-in-loop": "off",
    "unicorn/no-array-sort": "off",
    "unicorn/consistent-function-scoping": "off",
    "no-shadow": "off",
    "import/no-unassigned-import": "off",
    "unicorn/no-new-array": "off",
    "import/no-named-as-default-member": "off",
    "import/no-named-as-default": "off",
    "unicorn/require-module-specifiers": "off",
    "no-underscore-dangle": "off",
  },
  ignorePatterns: ["**/dist/**", "docs/results/**"],
  overrides: Object.entries(rooms).map(([room, allowed]) => boundaryOf(room, allowed)),
});
