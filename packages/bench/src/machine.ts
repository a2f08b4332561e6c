/** What a figure was measured on, without names of hosts or places. */
import { readFileSync } from "node:fs";
import { arch, cpus, platform, totalmem } from "node:os";
import { runtimeVersion } from "@querent/graph";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** This machine; `peerVersions` are added to those of Node and ONNX Runtime. */
export async function describeMachine(peerVersions: Readonly<Record<string, string>> = {}): Promise<Machine> {
  const all = cpus();
  return {
    cpu: cpuName(all[0].model),
    cores: all.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    versions: { node: process.versions.node, "onnxruntime-node": await runtimeVersion(), ...peerVersions },
  };
}

/** The model's name; where a virtual machine hides it, family, model and stepping tell it. */
function cpuName(name: string): string {
  if (platform() !== "linux") return name;
  const facts = readFileSync("/proc/cpuinfo", "utf8");
  const fact = (key: string): string => new RegExp(`^${key}\\s*: (.*)$`, "m").exec(facts)?.[1] ?? "unknown";
  return `${name} (family ${fact("cpu family")}, model ${fact("model")}, stepping ${fact("stepping")})`;
}
