/** Mean and spread of each colour channel over a set of images. */
import type { PixelSet } from "@querent/core";

export interface ChannelStatistics {
  readonly mean: readonly number[]; // (channels), of bytes scaled to [0, 1]
  readonly std: readonly number[]; // (channels); 1 where a channel never changes
}

/** The mean and standard deviation of each channel, of bytes scaled to [0, 1], exact from a histogram. */
export function channelStatistics({ channels, data }: PixelSet): ChannelStatistics {
  if (data.length === 0) throw new Error("Channel statistics need at least one image; got none.");
  const histogram = new Float64Array(channels * 256);
  for (let at = 0; at < data.length; at += channels)
    for (let channel = 0; channel < channels; channel++) histogram[channel * 256 + data[at + channel]]++;
  const count = data.length / channels;
  const moments = Array.from({ length: channels }, (_, channel) => {
    const counts = histogram.subarray(channel * 256, (channel + 1) * 256);
    const mean = counts.reduce((sum, n, byte) => sum + (n / count) * (byte / 255), 0);
    const variance = counts.reduce((sum, n, byte) => sum + (n / count) * (byte / 255 - mean) ** 2, 0);
    return { mean, std: variance > 0 ? Math.sqrt(variance) : 1 };
  });
  return { mean: moments.map(({ mean }) => mean), std: moments.map(({ std }) => std) };
}
