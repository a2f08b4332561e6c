/** Which items of a pool become its exam set. */

import { grouped } from "../strategies/shared/grouped.ts";
import type { ExamPlan, ExamRequest, SkippedGroup } from "./contract.ts";
import { examOrder } from "./exam-order.ts";

const WANTED = { classification: 200, detection: 50, pose: 50 } as const;
const OF_POOL = 10; // the exam set is at most the pool over this
const OF_EXAM = 5; // a group is at most the exam set over this
const TOLD = 3; // skipped groups that the reason names

/**
 * The first groups of `examOrder`, each whole or not at all, until the size is reached: the items wanted, at most a tenth
 * of the pool. A group that is larger than what is left of the size is left out and the next one is looked at, so the
 * size is never passed and may be missed by a few items; a group of more than a fifth of the size is always left out, so
 * that no one group is the exam set. Without groups it is a simple random sample of exactly the size.
 *
 * To let an exam set grow, give what is in it as `already`: that stays, in its order, and the rest is drawn as before.
 * Groups that have an item in it are not drawn again; items that such a group has gained since are `examKin`.
 *
 * @throws when the size is not an integer of at least 1, a place in `already` is not in the pool or comes twice, and as
 * `examOrder`
 */
export function examPlan(request: ExamRequest): ExamPlan {
  const { ids, groups = ids, task, already = new Int32Array(0), key } = request;
  const wanted = request.size ?? WANTED[task];
  if (!Number.isInteger(wanted) || wanted < 1)
    throw new RangeError(`The size of the exam set must be an integer of at least 1; got ${wanted}.`);
  const names = new Set(groupsOf(already, groups));
  const size = Math.min(wanted, Math.floor(ids.length / OF_POOL));
  const largest = Math.max(1, Math.floor(size / OF_EXAM));
  const items = [...already];
  const skipped: SkippedGroup[] = [];
  for (const drawn of examOrder({ ids, groups }, key)) {
    if (items.length >= size) break;
    if (names.has(drawn.group)) continue;
    if (drawn.items.length > Math.min(largest, size - items.length)) {
      skipped.push({ group: drawn.group, items: drawn.items.length });
      continue;
    }
    names.add(drawn.group);
    items.push(...drawn.items);
  }
  const plan = { items: Int32Array.from(items), groups: names.size, size, skipped };
  return { ...plan, reason: reasonOf(plan, wanted, largest, ids.length) };
}

/**
 * The items that are not in the exam set but share a group with one that is: they are neither trained on nor asked for.
 *
 * @param exam places of the exam set
 * @param groups (n)
 * @throws when a place is not in the pool or comes twice
 */
export function examKin(exam: Int32Array, groups: readonly string[]): Int32Array {
  const names = new Set(groupsOf(exam, groups));
  const inside = new Set(exam);
  return Int32Array.from(groups.keys()).filter((place) => names.has(groups[place]) && !inside.has(place));
}

/** The group of each item of an exam set, which is checked. */
function groupsOf(exam: Int32Array, groups: readonly string[]): string[] {
  const seen = new Set<number>();
  return Array.from(exam, (place) => {
    if (!(place >= 0 && place < groups.length) || seen.has(place))
      throw new RangeError(
        `The exam set must hold places in [0, ${groups.length - 1}], each once; got ${place}${seen.has(place) ? " twice" : ""}.`,
      );
    seen.add(place);
    return groups[place];
  });
}

function reasonOf(
  { items, groups, size, skipped }: Omit<ExamPlan, "reason">,
  wanted: number,
  largest: number,
  pool: number,
): string {
  if (size === 0)
    return `No exam set: it is at most a tenth of the pool, and ${grouped(pool)} images are fewer than ten.`;
  const parts = [
    groups === items.length
      ? `${grouped(items.length)} images drawn at random from ${grouped(pool)}`
      : `${grouped(items.length)} images in ${grouped(groups)} groups drawn at random from ${grouped(pool)} images`,
  ];
  if (size < wanted)
    parts.push(`at most a tenth of the pool, so ${grouped(size)} in place of ${grouped(wanted)}`);
  if (skipped.length > 0) {
    const told = skipped.slice(0, TOLD).map(({ group, items: n }) => `${group} (${grouped(n)} images)`);
    const others = skipped.length - told.length;
    parts.push(
      `${grouped(skipped.length)} ${skipped.length === 1 ? "group was" : "groups were"} larger than ${grouped(largest)} ` +
        `images or than what was left, and the figure does not speak for ${skipped.length === 1 ? "it" : "them"}: ` +
        told.join(", ") +
        (others > 0 ? ` and ${grouped(others)} more` : ""),
    );
  }
  return `${parts.join("; ")}.`;
}
