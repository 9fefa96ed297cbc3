import { describe, expect, it } from "vitest";
import { plainText, renderMarkdown } from "../core/markdown";

const html = (text: string): string => {
  const place = document.createElement("div");
  place.append(renderMarkdown(text));
  return place.innerHTML;
};

describe("an answer's Markdown", () => {
  it("turns a link to a Fact into a button that names it", () => {
    expect(html("DSO is [41.2 days](#F0a1b2c3d4e5f601).")).toContain(
      '<button type="button" class="figure" data-fact="F0a1b2c3d4e5f601">41.2 days</button>',
    );
  });

  it.each([
    ["raw HTML", "<img src=x onerror=alert(1)> <b onclick=x>b</b>"],
    ["an image", "![alt](https://evil.example/p.png)"],
    ["an image by reference", "![alt][r]\n\n[r]: https://evil.example/p.png"],
    ["a script", "<script>alert(1)</script>"],
    ["a style", "<style>*{}</style>"],
    ["a frame", '<iframe src="/"></iframe>'],
    ["a form", '<form action="//evil.example"><input name=x></form>'],
  ])("shows %s as words, never as an element", (_, text) => {
    const place = document.createElement("div");
    place.append(renderMarkdown(text));
    expect(place.querySelector("img, script, style, iframe, form, input, b, [onerror], [onclick]")).toBeNull();
  });

  it.each(["https://evil.example/?d=1", "//evil.example", "/\\evil.example", "javascript:alert(1)", "data:text/html,x", "mailto:a@b.c"])(
    "does not link to %s",
    (address) => {
      expect(html(`[words](${address})`)).not.toContain("<a");
      expect(plainText(`[words](${address})`)).toContain("words");
    },
  );

  it("does not link a bare address either", () => {
    expect(html("See https://evil.example/?d=41.2 for more.")).not.toContain("<a");
  });

  it("links to our own origin", () => {
    expect(html("[ours](/v1/me)")).toContain('<a href="/v1/me">ours</a>');
  });

  it("strips bidi, zero-width and tag characters", () => {
    expect(plainText("1\u202e00\u202c \u200b2\u{e0041}\u{e007f}3\ufeff")).toBe("100 23");
  });

  it("keeps its headings below the page's own", () => {
    expect(html("# Big")).toContain("<h3>Big</h3>");
  });

  it("cannot forge a button's target", () => {
    expect(html('[x](#F0a1b2c3d4e5f601"onclick="y)')).not.toContain("onclick=\"y");
  });
});
