import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Button } from "react-aria-components";
import { Drawer } from "./Drawer";
import { begin, threadHash } from "./place";
import { save } from "./save";
import { useSession } from "./session";

interface Props {
  thread: string | null;
}

/** The asker's own conversations, beside the page where there is room. */
export function Rail(props: Props) {
  return (
    <nav className="rail" aria-label="Conversations">
      <ThreadList {...props} />
    </nav>
  );
}

/** The same list behind a button, where there is none. */
export function ThreadsButton() {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button className="threads-button" aria-label="Conversations" onPress={() => setOpen(true)}>
        <svg aria-hidden="true" viewBox="0 0 18 14" width="18" height="14">
          <path d="M1 1h16M1 7h16M1 13h10" />
        </svg>
      </Button>
      <Drawer title="Conversations" isOpen={open} onClose={close} side="left">
        <ThreadList thread={null} onPick={close} />
      </Drawer>
    </>
  );
}

function ThreadList({ thread, onPick }: Props & { onPick?: () => void }) {
  const { client, me } = useSession();
  const [words, setWords] = useState("");
  const sought = useDeferredValue(words.trim());
  const key = ["threads", me.data?.person];
  const threads = useQuery({
    queryKey: [...key, sought],
    queryFn: () => client.threads(sought),
    enabled: !!me.data,
    placeholderData: keepPreviousData,
  });
  const queries = useQueryClient();
  const forget = useMutation({
    mutationFn: (id: string) => client.forget(id),
    onSuccess: (_, id) => {
      void queries.invalidateQueries({ queryKey: key });
      if (id === thread) begin();
    },
  });
  const keep = useMutation({ mutationFn: async (id: string) => save(await client.transcript(id, "md")) });
  const start = () => {
    begin();
    onPick?.();
  };
  return (
    <>
      <Button className="begin" onPress={start}>
        New conversation
      </Button>
      <input
        type="search"
        className="seek"
        aria-label="Search your conversations"
        placeholder="Search"
        value={words}
        maxLength={200}
        onChange={(event) => setWords(event.target.value)}
      />
      <ul className="threads">
        {(threads.data ?? []).map((one) => (
          <li key={one.thread_id}>
            <a
              href={threadHash(one.thread_id)}
              aria-current={one.thread_id === thread ? "page" : undefined}
              onClick={() => onPick?.()}
            >
              {one.title || "Untitled"}
            </a>
            <Button className="forget" aria-label={`Export “${one.title}”`} onPress={() => keep.mutate(one.thread_id)}>
              ↓
            </Button>
            <Button className="forget" aria-label={`Delete “${one.title}”`} onPress={() => forget.mutate(one.thread_id)}>
              ×
            </Button>
          </li>
        ))}
      </ul>
      {threads.data?.length === 0 ? (
        <p className="quiet">{sought ? "No conversation holds these words." : "Your conversations will stand here."}</p>
      ) : null}
    </>
  );
}
