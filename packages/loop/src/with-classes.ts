/** Labels with other numbers for their classes. */
import type { Label } from "@querent/core";

/** The label with other numbers for its classes; an answer that is no label stays as it is. */
export function withClasses(label: Label, numberOf: (place: number) => number): Label {
  if (label.kind === "class") return { kind: "class", class: numberOf(label.class) };
  if (label.kind !== "boxes") return label;
  return { kind: "boxes", boxes: label.boxes.map((box) => ({ ...box, class: numberOf(box.class) })) };
}
