import type { Fact, Unit } from "./types";

const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

export const isNumber = (text: string | null | undefined): text is string => !!text && PLAIN_NUMBER.test(text);
export const isDate = (text: string | null | undefined): text is string => !!text && ISO_DATE.test(text);

/** Decimal text with the locale's separators; every digit stays (Intl reads the text exactly, no float between). */
export function formatNumber(value: string, locale?: string, extra: Intl.NumberFormatOptions = {}): string {
  const digits = value.split(".")[1]?.length ?? 0;
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits, ...extra });
  return format.format(value as Intl.StringNumericLiteral).replace("-", "−");
}

export function formatDate(value: string, locale?: string, month: "long" | "short" = "short"): string {
  const date = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  return new Intl.DateTimeFormat(locale, { day: "numeric", month, year: "numeric", timeZone: "UTC" }).format(date);
}

/** A value in its unit, as a person of this locale writes it; text that is no number stays as it is. */
export function formatValue(value: string, unit: Unit, currency?: string | null, locale?: string): string {
  if (unit === "date" || (unit === "text" && isDate(value))) return isDate(value) ? formatDate(value, locale) : value;
  if (!isNumber(value)) return value;
  switch (unit) {
    case "money":
      return currency
        ? formatNumber(value, locale, { style: "currency", currency, currencyDisplay: "code" })
        : formatNumber(value, locale);
    case "days":
      return `${formatNumber(value, locale)} ${/^1(\.0+)?$/.test(value) ? "day" : "days"}`;
    case "percent":
      return `${formatNumber(value, locale)}%`;
    case "text":
      return value;
    default:
      return formatNumber(value, locale);
  }
}

export const formatFact = (fact: Fact, locale?: string): string =>
  formatValue(fact.value, fact.unit, fact.currency, locale);

/** Short figures for an axis: 1.2M, 350K. */
export function formatShort(value: number, locale?: string): string {
  const format = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  return format.format(value).replace("-", "−");
}

/** Compare decimal texts without a float: as integers at a common scale. */
export function compareNumbers(left: string, right: string): number {
  const scale = Math.max(fraction(left), fraction(right));
  const difference = scaled(left, scale) - scaled(right, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The exact sum of decimal texts, at the longest fraction among them. */
export function sumNumbers(values: string[]): string {
  const scale = Math.max(0, ...values.map(fraction));
  const total = values.reduce((sum, value) => sum + scaled(value, scale), 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const sign = total < 0n ? "-" : "";
  return scale ? `${sign}${whole}.${digits.slice(-scale)}` : `${sign}${whole}`;
}

const fraction = (value: string): number => value.split(".")[1]?.length ?? 0;

function scaled(value: string, scale: number): bigint {
  return BigInt(value.replace(".", "") + "0".repeat(scale - fraction(value)));
}
