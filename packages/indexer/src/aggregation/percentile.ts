/**
 * The value at `percent` (0 to 100) of ascending `values`, interpolated between neighbours (AGG-031).
 * @throws RangeError when there are no values.
 */
export function percentile(values: Float64Array, percent: number): number {
  const rank = (percent / 100) * (values.length - 1)
  const low = values[Math.floor(rank)]
  if (low === undefined) throw new RangeError('There is no percentile of nothing.')
  const high = values[Math.floor(rank) + 1] ?? low
  return low + (rank - Math.floor(rank)) * (high - low)
}
