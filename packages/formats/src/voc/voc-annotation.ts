/** One annotation file of Pascal VOC. */
import type { ImageSize } from "../annotated/annotated-dataset.ts";
import type { Corners } from "../annotated/tidy-box.ts";
import { parseXml, type XmlElement } from "../text/parse-xml.ts";
import { readTextFile } from "../text/read-text-file.ts";

/** An object of an image. */
export interface VocObject {
  readonly name: string;
  readonly corners: Corners; // xmin, ymin, xmax, ymax as written: pixels from 1, both ends inside the box
  readonly difficult: boolean;
  readonly line: number;
}

/** What an annotation file says. */
export interface VocAnnotation {
  readonly filename: string | undefined; // of the image, as some tools leave it out or misname it
  readonly size: ImageSize | undefined; // undefined also where the file has 0, as some tools write
  readonly objects: readonly VocObject[];
}

/**
 * Reads an annotation file: `filename`, `size`, and of each `object` its `name`, `difficult` and `bndbox` (`part`s are not read).
 *
 * @throws with file and line where it is not well-formed, its outermost element is not `annotation`, an object has no
 *   name or no box, or a number is none
 */
export function readVocAnnotation(file: string): VocAnnotation {
  const root = parseXml(readTextFile(file, declaredEncoding), file);
  if (root.name !== "annotation")
    throw new Error(
      `${file}, line ${root.line}: the outermost element must be annotation; it is ${root.name}.`,
    );
  const filename = root.children.find(({ name }) => name === "filename")?.text.trim();
  return {
    filename: filename === "" ? undefined : filename,
    size: sizeOf(file, root),
    objects: root.children.filter(({ name }) => name === "object").map((object) => readObject(file, object)),
  };
}

function readObject(file: string, object: XmlElement): VocObject {
  const name = oneChild(file, object, "name").text.trim();
  if (name === "") throw new Error(`${file}, line ${object.line}: the name of an object must not be empty.`);
  const box = oneChild(file, object, "bndbox");
  const difficult = object.children.find((child) => child.name === "difficult");
  const [x1, y1, x2, y2] = ["xmin", "ymin", "xmax", "ymax"].map((side) =>
    numberOf(file, oneChild(file, box, side)),
  );
  return {
    name,
    corners: [x1, y1, x2, y2],
    difficult: difficult !== undefined && numberOf(file, difficult) !== 0,
    line: object.line,
  };
}

function sizeOf(file: string, root: XmlElement): ImageSize | undefined {
  const size = root.children.find(({ name }) => name === "size");
  if (size === undefined) return undefined;
  const width = numberOf(file, oneChild(file, size, "width"));
  const height = numberOf(file, oneChild(file, size, "height"));
  return width > 0 && height > 0 ? { width, height } : undefined;
}

function oneChild(file: string, element: XmlElement, name: string): XmlElement {
  const found = element.children.filter((child) => child.name === name);
  if (found.length !== 1)
    throw new Error(
      `${file}, line ${element.line}: the element ${element.name} must have one ${name}; it has ${found.length}.`,
    );
  return found[0];
}

function numberOf(file: string, { name, text, line }: XmlElement): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value))
    throw new Error(`${file}, line ${line}: ${name} must be a number; got "${text.trim()}".`);
  return value;
}

/** What the XML declaration names, else UTF-8. */
function declaredEncoding(bytes: Uint8Array): string {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 200));
  const label = /^\s*(?:ï»¿)?<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(start)?.[1] ?? "utf-8";
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return "utf-8"; // a label that no decoder has: the bytes are checked as UTF-8, the error names that
  }
}
