import { useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { Button } from "react-aria-components";

interface Props {
  busy: boolean;
  ask: (question: string) => void;
  stop: () => void;
}

/** Where a question is written: Enter asks, Shift+Enter makes a line. */
export function Composer({ busy, ask, stop }: Props) {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const send = () => {
    const question = text.trim();
    if (!question || busy) return;
    setText("");
    ask(question);
    field.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  return (
    <form className="composer" onSubmit={onSubmit}>
      <div className="composer-field">
        <textarea
          ref={field}
          rows={1}
          aria-label="Your question"
          placeholder="Ask the books…"
          value={text}
          maxLength={4000}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKey}
          autoFocus
        />
        {busy ? (
          <Button className="ask ask-stop" onPress={stop}>
            Stop
          </Button>
        ) : (
          <Button className="ask" type="submit" isDisabled={!text.trim()}>
            Ask
          </Button>
        )}
      </div>
    </form>
  );
}
