/** Matrix products in float64: the textbook triple loop. */
import { broadcastOffset, fill, type Rules } from "./values.ts";

export const linear: Rules<"matmul"> = {
  matmul: ({ shape, attributes: { transposeA, transposeB } }, [a, b]) => {
    const inner = a.shape[a.shape.length - (transposeA ? 2 : 1)];
    return fill(shape, (index) => {
      const [row, col] = index.slice(-2);
      const batch = index.slice(0, -2);
      const [aRows, aCols] = a.shape.slice(-2);
      const [bRows, bCols] = b.shape.slice(-2);
      const aBase = broadcastOffset(batch, a.shape.slice(0, -2)) * aRows * aCols;
      const bBase = broadcastOffset(batch, b.shape.slice(0, -2)) * bRows * bCols;
      let sum = 0;
      for (let k = 0; k < inner; k++) {
        const left = a.data[aBase + (transposeA ? k * aCols + row : row * aCols + k)];
        const right = b.data[bBase + (transposeB ? col * bCols + k : k * bCols + col)];
        sum += left * right;
      }
      return sum;
    });
  },
};
