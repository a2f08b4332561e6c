/** The labelling interface of a Label Studio project, which is where its classes and joints are listed. */
import type { ExchangedDataset } from "@querent/core";
import type { XmlElement } from "../../text/parse-xml.ts";
import { xmlText } from "../xml-text.ts";

/** The interface for a data set, to be pasted into a project's settings before its tasks are imported. */
export function labelStudioConfig({ task, classes, skeleton }: ExchangedDataset): string {
  const list = (tag: string, value: string, names: readonly string[], rest = ""): string => {
    const values = names.map((name) => `    <${value} value="${xmlText(name)}"/>\n`);
    const called = { Choices: "class", RectangleLabels: "box", KeyPointLabels: "joint" }[tag];
    return `  <${tag} name="${called}" toName="image"${rest}>\n${values.join("")}  </${tag}>\n`;
  };
  const lists =
    task === "classification"
      ? [list("Choices", "Choice", classes, ' choice="single"')]
      : [
          list("RectangleLabels", "Label", classes),
          ...(skeleton === undefined ? [] : [list("KeyPointLabels", "Label", skeleton.joints)]),
        ];
  return `<View>\n  <Image name="image" value="$image"/>\n${lists.join("")}</View>\n`;
}

/** The values listed in the elements of some names, in their order. */
export function valuesInConfig(root: XmlElement, tags: readonly string[]): string[] {
  const own = tags.includes(root.name)
    ? root.children
        .filter(({ name }) => name === "Label" || name === "Choice")
        .map(({ attributes }) => attributes.get("value") ?? "")
    : [];
  return [...own, ...root.children.flatMap((child) => valuesInConfig(child, tags))];
}
