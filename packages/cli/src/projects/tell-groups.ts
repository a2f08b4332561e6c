/** Says which images belong together, and what that changes. */
import type { GroupsFound } from "@querent/loop";
import type { Output } from "../terminal/output.ts";
import { tellList } from "./tell-images.ts";

const TOLD = 8; // sizes of groups

export function tellGroups(output: Output, found: GroupsFound): void {
  for (const { rule, groups, images, refused } of found.rules) {
    output.say(`By ${rule}: ${counted(groups, "group")}, ${counted(images, "image")}.`);
    tellList(output, "  Not taken", refused);
  }
  if (found.plain > 0) output.say(`${found.plain} images are too plain to tell what looks like them.`);
  tellList(output, "Cannot be looked at", found.unusable);
  const sizes = found.sizes.map(([size, groups]) => `${groups} of ${size}`);
  const others = sizes.length > TOLD ? `, and ${sizes.length - TOLD} larger sizes` : "";
  output.say(
    found.groups === 0
      ? "No groups."
      : `${counted(found.groups, "group")}, ${found.images} images in them: ${sizes.slice(0, TOLD).join(", ")}${others}.`,
  );
  for (const { size, names } of found.largest)
    output.say(`  ${size}: ${names.join(", ")}${size > names.length ? ", …" : ""}`);
  output.say(`${found.changed === 0 ? "No image" : counted(found.changed, "image")} changed groups.`);
  const { left, labelledLeft, stained, back, kin } = found;
  if (left > 0)
    output.say(
      `${left} images share a group with the exam set and leave training and asking from now on, ` +
        `${labelledLeft.length} labelled ones among them${kin > left ? `; ${kin} in all` : ""}.`,
    );
  if (stained.length > 0)
    output.say(
      `${stained.length} models may have been trained on them, and their figures are no longer shown: querent evaluate trains one anew.`,
    );
  if (back > 0) output.say(`${back} images share no group with the exam set any more and are back.`);
  output.emit({ event: "groups", ...found });
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
