/** The house: every room's package.json asks for exactly the rooms that rooms.json lets it import. */
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";

const rooms: Record<string, string[]> = JSON.parse(readFileSync("rooms.json", "utf8"));
const nameOf = (room: string): string => (room === "cli" ? "querent" : `@querent/${room}`);

interface Package {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
  readonly scripts?: Record<string, string>;
}

const packageOf = (room: string): Package =>
  JSON.parse(readFileSync(`packages/${room}/package.json`, "utf8"));

test("rooms.json names every folder under packages, and no other", () => {
  expect(readdirSync("packages").toSorted()).toEqual(Object.keys(rooms).toSorted());
});

test.each(Object.entries(rooms))("%s depends on the rooms it may import", (room, allowed) => {
  const { name, dependencies = {} } = packageOf(room);
  expect(name).toBe(nameOf(room));
  const ours = Object.keys(dependencies).filter(
    (dependency) => dependency === "querent" || dependency.startsWith("@querent/"),
  );
  expect(ours.toSorted()).toEqual(allowed.map(nameOf).toSorted());
});

test.each(Object.entries(rooms))(
  "%s references the rooms it may import in tsconfig.json",
  (room, allowed) => {
    const config = JSON.parse(readFileSync(`packages/${room}/tsconfig.json`, "utf8"));
    const paths = config.references.map((reference: { path: string }) => reference.path);
    expect(paths.toSorted()).toEqual(allowed.map((other) => `../${other}`).toSorted());
  },
);

test("core depends on nothing at all", () => {
  expect(packageOf("core").dependencies).toBeUndefined();
});

test("nothing of ours runs a script when it is installed", () => {
  for (const room of Object.keys(rooms)) {
    const scripts = Object.keys(packageOf(room).scripts ?? {});
    expect(scripts.filter((script) => script.endsWith("install") || script === "prepare")).toEqual([]);
  }
});
