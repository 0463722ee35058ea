// What a list of measurements says.

export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
}

export const median = (values) => quantile(values, 0.5);

/** The straight line of least squares through points [x, y], and the share of y's variance that it leaves unexplained. */
export function line(points) {
  const mean = (of) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point[0]), mean((point) => point[1])];
  const slope =
    points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) /
    points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  const intercept = y - slope * x;
  const left = points.reduce((sum, point) => sum + (point[1] - intercept - slope * point[0]) ** 2, 0);
  return { slope, intercept, unexplained: left / points.reduce((sum, point) => sum + (point[1] - y) ** 2, 0) };
}

/** Bytes in kilobytes. */
export const kb = (bytes) => `${Math.round(bytes / 1000)} KB`;

/** Three digits, without an exponent. */
export function short(value) {
  if (!Number.isFinite(value)) return "-";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toFixed(Math.min(digits, 3));
}
