// Sums as core defines them: float64, added up in index order. Nothing here may be reordered or fused.

/** sum_j (x_j - y_j)^2 of two float32 rows. */
export function exactSquared(x: usize, y: usize, cols: i32): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < cols; j += 1) {
    const difference = <f64>load<f32>(x + ((<usize>j) << 2)) - <f64>load<f32>(y + ((<usize>j) << 2));
    sum += difference * difference;
  }
  return sum;
}
