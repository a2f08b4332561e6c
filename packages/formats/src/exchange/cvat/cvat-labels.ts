/** The labels that a CVAT file announces: written, and read. */
import type { ExchangedDataset, Skeleton } from "@querent/core";
import { sidesByName } from "../../annotated/mirrored-joints.ts";
import { parseXml, type XmlElement } from "../../text/parse-xml.ts";
import { xmlText } from "../xml-text.ts";

const types = { classification: "tag", detection: "rectangle", pose: "skeleton" } as const;

/** The label of the boxes around poses of a class. */
export function boxLabelOf(name: string): string {
  return `${name} box`;
}

/** The element of labels of a data set, as it stands within a task. */
export function* cvatLabels({ task, classes, skeleton }: ExchangedDataset): Generator<string> {
  yield "      <labels>\n";
  for (const name of classes)
    yield labelText(
      name,
      types[task],
      attributesText(task),
      skeleton && `          <svg>${xmlText(svgOf(skeleton))}</svg>\n`,
    );
  if (skeleton !== undefined) {
    for (const joint of skeleton.joints)
      yield labelText(joint, "points", "", `          <parent>${xmlText(classes[0])}</parent>\n`);
    yield labelText(boxLabelOf(classes[0]), "rectangle", "");
  }
  yield "      </labels>\n";
}

function labelText(name: string, type: string, attributes: string, rest = ""): string {
  return (
    `        <label>\n          <name>${xmlText(name)}</name>\n          <type>${type}</type>\n` +
    `          <attributes>\n${attributes}          </attributes>\n${rest}        </label>\n`
  );
}

function attributesText(task: ExchangedDataset["task"]): string {
  const flags = { classification: [], detection: ["difficult", "is_crowd"], pose: ["is_crowd"] }[task];
  const attribute = (name: string, input: string, value: string): string =>
    `            <attribute><name>${name}</name><mutable>False</mutable><input_type>${input}</input_type>` +
    `<default_value>${value}</default_value><values>${value}</values></attribute>\n`;
  const lines = flags.map((name) => attribute(name, "checkbox", "false"));
  return [...lines, ...(task === "classification" ? [] : [attribute("area", "text", "")])].join("");
}

/** The joints on a circle with the bones between them; CVAT draws new skeletons so. Nodes are numbered from 1. */
function svgOf({ joints, bones }: Skeleton): string {
  const place = (j: number): readonly [string, string] => {
    const angle = (2 * Math.PI * j) / joints.length;
    return [(50 + 40 * Math.sin(angle)).toFixed(2), (50 - 40 * Math.cos(angle)).toFixed(2)];
  };
  const lines = bones.map(([a, b]) => {
    const [[x1, y1], [x2, y2]] = [place(a), place(b)];
    return (
      `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="black" stroke-width="0.5" data-type="edge" ` +
      `data-node-from="${a + 1}" data-node-to="${b + 1}"></line>`
    );
  });
  const circles = joints.map((name, j) => {
    const [x, y] = place(j);
    return (
      `<circle r="1.5" stroke="black" fill="#b3b3b3" cx="${x}" cy="${y}" stroke-width="0.1" data-type="element node" ` +
      `data-element-id="${j + 1}" data-node-id="${j + 1}" data-label-name="${xmlText(name)}"></circle>`
    );
  });
  return [...lines, ...circles].join("");
}

/** A label of a file. */
export interface CvatLabel {
  readonly name: string;
  readonly type: string | undefined; // older files have none
  readonly skeleton?: Skeleton;
}

/**
 * The labels that stand in `meta`, in a task, a job or a project, without those that are joints; empty if there are none.
 * The bones of a skeleton are the lines between nodes in its drawing. Throws where a drawing is malformed.
 */
export function readCvatMeta(file: string, root: XmlElement): CvatLabel[] {
  const meta = root.children.find(({ name }) => name === "meta");
  const lists = (meta?.children ?? []).flatMap((owner) =>
    owner.children.filter(({ name }) => name === "labels"),
  );
  const labels = lists.flatMap((list) => list.children.filter(({ name }) => name === "label"));
  const parts = labels.map((label) => ({
    label,
    name: textIn(label, "name"),
    parent: textIn(label, "parent"),
  }));
  return parts
    .filter(({ parent }) => parent === undefined)
    .map(({ label, name = "" }) => {
      const type = textIn(label, "type");
      if (type !== "skeleton") return { name, type };
      const joints = parts.filter(({ parent }) => parent === name).map((joint) => joint.name ?? "");
      const place = `${file}, line ${label.line}, label "${name}"`;
      return { name, type, skeleton: skeletonOf(joints, textIn(label, "svg") ?? "", place) };
    });
}

function skeletonOf(joints: readonly string[], svg: string, place: string): Skeleton {
  const drawing = parseXml(`<svg>${svg}</svg>`, `${place}: svg`);
  const elements = [...drawing.children, ...drawing.children.flatMap(({ children }) => children)];
  const nodes = new Map(
    elements
      .filter(({ name }) => name === "circle")
      .map(({ attributes }) => {
        const id = attributes.get("data-node-id") ?? "";
        const named = joints.indexOf(attributes.get("data-label-name") ?? "");
        return [id, named >= 0 ? named : Number(id) - 1];
      }),
  );
  const bones = elements
    .filter(({ name }) => name === "line")
    .map(({ attributes }) => {
      const [from, to] = ["data-node-from", "data-node-to"].map((key) =>
        nodes.get(attributes.get(key) ?? ""),
      );
      if (joints[from ?? -1] === undefined || joints[to ?? -1] === undefined)
        throw new Error(`${place}: each line of its svg must join two of its ${joints.length} joints.`);
      return [from as number, to as number] as const;
    });
  return { joints, bones, mirrored: sidesByName(joints, place) };
}

function textIn(element: XmlElement, name: string): string | undefined {
  const text = element.children.find((child) => child.name === name)?.text.trim();
  return text === "" ? undefined : text;
}
