import DOMPurify from "dompurify";
import { Marked, type Tokens } from "marked";

const FACT = /^#(F[0-9a-f]{6,32})$/;

// Bidi controls, zero-width and tag characters can make a figure read as another one.
const UNSEEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|\u{e0000}|[\u{e0001}-\u{e007f}]/gu;

const ALLOWED_TAGS = [
  "p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li",
  "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "a", "button",
];

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

/** The id of the Fact a link points to, or null. */
export const factOf = (href: string): string | null => FACT.exec(href)?.[1] ?? null;

/** A link that stays at our own origin: a rooted path, never `//host` or a scheme. */
export const isOwn = (href: string): boolean => /^\/(?![/\\])/.test(href);

const marked = new Marked({
  gfm: true,
  breaks: false,
  renderer: {
    html: ({ text }: Tokens.HTML | Tokens.Tag) => escape(text),
    image: ({ text }: Tokens.Image) => escape(text),
    checkbox: () => "",
    heading({ tokens, depth }: Tokens.Heading) {
      // The page owns h1 and h2; an answer's headings stand below its question.
      const level = Math.min(6, depth + 2);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
    },
    link({ href, tokens }: Tokens.Link) {
      const words = this.parser.parseInline(tokens);
      const fact = factOf(href);
      if (fact) return `<button type="button" class="figure" data-fact="${fact}">${words}</button>`;
      return isOwn(href) ? `<a href="${escape(href)}">${words}</a>` : words;
    },
  },
});

/**
 * Markdown as a document fragment, safe to show whatever a model wrote: raw HTML and images are
 * escaped before DOMPurify, and only links to Facts and to our own origin survive.
 */
export function renderMarkdown(text: string): DocumentFragment {
  const html = marked.parse(text.replace(UNSEEN, ""), { async: false });
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS,
    ALLOWED_ATTR: ["href", "type", "class", "data-fact", "align"],
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}

/** What a screen reader or a title should say: the words without the marks. */
export const plainText = (text: string): string => renderMarkdown(text).textContent?.trim() ?? "";
