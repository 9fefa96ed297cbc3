const QUIET = 4; // squares of white around it, as readers need
const SIDE = 200; // pixels

/** A QR code drawn from its squares, "#" for a dark one; black on white whatever the page's colours are. */
export function QrCode({ squares, label }: { squares: string[]; label: string }) {
  const size = squares.length + 2 * QUIET;
  const dark = squares.flatMap((row, y) =>
    [...row].flatMap((square, x) => (square === "#" ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : [])),
  );
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} width={SIDE} height={SIDE} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join("")} fill="#000" />
    </svg>
  );
}
