import { render, screen } from "@testing-library/react";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecordText } from "../../../webview/components/record-text.tsx";
import { keyLabel, shortId } from "../../../webview/text/labels.ts";
import { visibleText } from "../../../webview/text/safe-text.ts";

describe("visibleText", () => {
  it("shows controls as their pictures and marks as their codes", () => {
    expect(visibleText("a\u001b[31m\u0000b\n\u007f")).toBe("a␛[31m␀b␊␡");
    expect(visibleText("\u202Egnp.exe\u200b\u0085\ufeff")).toBe("[U+202E]gnp.exe[U+200B][U+0085][U+FEFF]");
  });

  it("leaves letters, emoji and right-to-left words as they are", () => {
    for (const text of ["naïve", "👩‍👩‍👧 ok", "שלום", "日本語", "=cmd()|' /C calc'!A0", "<img onerror=1>"]) {
      expect(visibleText(text)).toBe(text);
    }
  });

  it("leaves nothing that controls or reorders, and nothing to do the second time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 30 }), (text) => {
        const shown = visibleText(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
        expect(visibleText(shown)).toBe(shown);
      }),
    );
  });
});

describe("RecordText", () => {
  it("is text, whatever it looks like, isolated from what surrounds it", () => {
    render(<RecordText text={'<img src=x onerror="alert(1)">\u202E'} />);
    const text = screen.getByText('<img src=x onerror="alert(1)">[U+202E]');
    expect(text.tagName).toBe("BDI");
    expect(text.getAttribute("dir")).toBe("auto");
    expect(text.title).toBe('<img src=x onerror="alert(1)">[U+202E]');
    expect(document.querySelector("img")).toBeNull();
  });
});

describe("labels", () => {
  it("names what is not reported, and shortens ids", () => {
    expect(keyLabel("(none)")).toBe("not reported");
    expect(keyLabel("gpt\u0007")).toBe("gpt␇");
    expect(shortId("run:file:12")).toBe("12");
    expect(shortId("3a1d3585-18a6-4283")).toBe("3a1d3585…");
  });
});
