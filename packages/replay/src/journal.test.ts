/** Two processes that were given the same folder at once: harmless when they run the same replay, refused otherwise. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { softmaxLearner } from "../test/softmax-learner.ts";
import { stripedImages, stripesLearnerSettings, stripesSubject } from "../test/striped-images.ts";
import { stripesPlan } from "../test/stripes-plan.ts";
import { buildReport } from "./build-report.ts";
import { reportJson } from "./report-json.ts";
import { runReplay } from "./run-replay.ts";

const dataset = stripedImages();
const subject = stripesSubject(
  dataset,
  softmaxLearner(stripesLearnerSettings(), () => new Promise((resolve) => setImmediate(resolve))),
);
let out: string;

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "journal-"));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

function replay(seed: number, restart = false, onRound: () => void = () => {}): Promise<string> {
  const plan = stripesPlan(dataset, { seed });
  const progress = ({ kind }: { readonly kind: string }): void => void (kind === "round" && onRound());
  return runReplay({ plan, subject, out, restart, progress }).then((rounds) =>
    reportJson(buildReport(plan, subject, rounds)),
  );
}

/** The first replay, and one that is begun when the first has finished a few rounds. */
function meanwhile(seed: number, restart: boolean): Promise<PromiseSettledResult<string>[]> {
  let rounds = 0;
  return new Promise((resolve) => {
    const first = replay(7, false, () => {
      rounds += 1;
      if (rounds === 3) resolve(Promise.allSettled([first, replay(seed, restart)]));
    });
  });
}

test("the same replay twice at once ends twice in the same report", async () => {
  const both = await Promise.all([replay(7), replay(7)]);
  const alone = await replay(7, true);
  expect(both).toEqual([alone, alone]);
});

test("the same replay begun again from nothing while it runs ends twice in the same report", async () => {
  const [first, second] = await meanwhile(7, true);
  const alone = await replay(7, true);
  expect(second).toEqual({ status: "fulfilled", value: alone });
  // The first may have met the moment in which the folder was empty.
  if (first.status === "fulfilled") expect(first.value).toBe(alone);
  else expect(first.reason.message).toMatch(/another one was started in it \(with --restart\)/);
});

test("another replay with --restart takes the folder, and the first one stops and says so", async () => {
  const [first, second] = await meanwhile(8, true);
  expect(first).toMatchObject({
    status: "rejected",
    reason: {
      message: expect.stringMatching(
        /no longer holds this replay: another one was started in it .*Choose another --out for one of them/,
      ),
    },
  });
  expect(second).toEqual({ status: "fulfilled", value: await replay(8, true) });
});

test("of two replays begun in an empty folder at once at most one goes on, and nothing is mixed", async () => {
  const outcomes = await Promise.allSettled([replay(7), replay(8)]);
  const kept = outcomes.flatMap((outcome, i) => (outcome.status === "fulfilled" ? [i] : []));
  expect(kept).toHaveLength(1);
  const { value } = outcomes[kept[0]] as PromiseFulfilledResult<string>;
  const rounds = readdirSync(join(out, "journal")).filter((name) => name.startsWith("trial"));
  expect(rounds).toHaveLength(40);
  expect(value).toBe(await replay(7 + kept[0], true));
});

test("rounds that a restart killed in the middle left without settings are not taken for one's own", async () => {
  await replay(7);
  rmSync(join(out, "journal", "settings.json"));
  writeFileSync(join(out, "journal", "trial-1.random.round-0.json"), "{");
  const [again] = await Promise.allSettled([replay(7)]);
  expect(again.status).toBe("fulfilled");
});
