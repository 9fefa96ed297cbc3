/** Where a quote stands in a text, white space apart; null when it is not there. */
export function findQuote(text: string, quote: string): { start: number; end: number } | null {
  const places: number[] = [];
  let packed = "";
  for (let index = 0; index < text.length; index += 1) {
    const sign = text[index] as string;
    if (/\s/.test(sign)) continue;
    packed += sign;
    places.push(index);
  }
  const wanted = quote.replace(/\s+/g, "");
  const at = wanted ? packed.indexOf(wanted) : -1;
  if (at < 0) return null;
  return { start: places[at] as number, end: (places[at + wanted.length - 1] as number) + 1 };
}
