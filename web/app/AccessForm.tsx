import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Button, Form, Input, Label, TextField } from "react-aria-components";
import { freshKey } from "../core/client";
import type { Holding } from "../core/types";
import { Choice } from "./Choice";
import { ProblemNote } from "./ProblemNote";
import { roleName } from "./roles";
import { useSession } from "./session";

interface Props {
  kind: Holding["kind"];
  company: string;
  roles: { role: string; may: string }[];
}

const WORDS = {
  grant: { title: "Ask for a role", lede: "A controller or the CFO approves it before it counts.", who: "Their e-mail address", send: "Ask for it" },
  delegation: {
    title: "Let somebody act for you",
    lede: "Up to a limit and for 92 days at most; a controller or the CFO approves it before it counts.",
    who: "E-mail address of whoever acts for you",
    send: "Ask for it",
  },
};
const EMPTY = { person: "", name: "", limit: "", until: "" };

/** Ask for a role for somebody, or that somebody may act for oneself. Who may is the server's to say. */
export function AccessForm({ kind, company, roles }: Props) {
  const { client } = useSession();
  const queries = useQueryClient();
  const [role, setRole] = useState(roles[0]?.role ?? "");
  const [filled, setFilled] = useState(EMPTY);
  const key = useRef(freshKey());
  // Another wish is another request.
  const renew = () => (key.current = freshKey());
  const ask = useMutation({
    mutationFn: () => {
      const given = Object.entries(filled).map(([name, text]) => [name, text.trim()] as const).filter(([, text]) => text);
      return client.askAccess(kind, { company, role, ...Object.fromEntries(given) }, key.current);
    },
    onSuccess: () => {
      setFilled(EMPTY);
      renew();
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ["access"] }),
  });
  const words = WORDS[kind];
  const put = (name: keyof typeof EMPTY) => (text: string) => {
    setFilled({ ...filled, [name]: text });
    renew();
  };
  return (
    <section className="decide" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="quiet">{words.lede}</p>
      {ask.isError ? <ProblemNote error={ask.error} /> : null}
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <Choice
          label={`Role, ${words.title}`}
          value={role}
          onChange={(next) => {
            setRole(next);
            renew();
          }}
          options={roles.map((each) => ({ id: each.role, name: roleName(each.role), hint: each.may }))}
        />
        <Field label={words.who} type="email" value={filled.person} onChange={put("person")} />
        {kind === "grant" ? <Field label="Their name (when they are new)" isOptional value={filled.name} onChange={put("name")} /> : null}
        <Field label={kind === "grant" ? "Limit (when there is one)" : "Limit"} isOptional={kind === "grant"} value={filled.limit} onChange={put("limit")} />
        <Field label={kind === "grant" ? "Until (when it ends)" : "Until"} type="date" isOptional={kind === "grant"} value={filled.until} onChange={put("until")} />
        <Button className="action" type="submit" isPending={ask.isPending}>
          {words.send}
        </Button>
      </Form>
    </section>
  );
}

interface FieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  type?: "text" | "email" | "date";
  isOptional?: boolean;
}

function Field({ label, value, onChange, type = "text", isOptional = false }: FieldProps) {
  return (
    <TextField className="comment" type={type} value={value} onChange={onChange} isRequired={!isOptional} autoComplete="off">
      <Label>{label}</Label>
      <Input maxLength={200} {...(label.startsWith("Limit") ? { inputMode: "decimal" as const } : {})} />
    </TextField>
  );
}
