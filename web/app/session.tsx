import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { createContext, useContext, useMemo, useState, type ReactNode } from "react";
import { CopilotClient } from "../core/client";
import { SignIn, type Device } from "../core/signin";
import type { Company, Me } from "../core/types";
import { begin } from "./place";

const PERSON = "wcc.person";
const COMPANY = "wcc.company";

interface Session {
  client: CopilotClient;
  person: string | null;
  choosePerson: (person: string) => void;
  me: UseQueryResult<Me>;
  signIn: (person: string, password: string) => Promise<void>;
  signOut: () => Promise<void>;
  enrol: (code: string, password: string) => Promise<Device>;
  company: Company | undefined;
  chooseCompany: (code: string) => void;
}

const SessionContext = createContext<Session | null>(null);

/** Who speaks, for which company, and the client that says so to the server. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [person, setPerson] = useState(() => localStorage.getItem(PERSON));
  const [code, setCode] = useState(() => localStorage.getItem(COMPANY));
  const [door] = useState(() => new SignIn());
  const client = useMemo(() => new CopilotClient("", person, door), [person, door]);
  const me = useQuery({ queryKey: ["me", person], queryFn: client.me });
  const companies = me.data?.companies ?? [];
  const company = companies.find((one) => one.code === code) ?? companies[0];

  const choosePerson = (next: string) => {
    localStorage.setItem(PERSON, next);
    // Nothing that one person saw may stay on the page for the next.
    queries.clear();
    begin();
    setPerson(next);
  };
  const chooseCompany = (next: string) => {
    localStorage.setItem(COMPANY, next);
    setCode(next);
  };
  // Nothing that one person saw may stay on the page for the next.
  const anew = async () => {
    begin();
    await queries.resetQueries();
  };
  const signIn = async (name: string, password: string) => {
    await door.begin(name, password);
    await anew();
  };
  const signOut = async () => {
    await door.end();
    await anew();
  };
  const session = { client, signIn, signOut, enrol: door.enrol, person, choosePerson, me, company, chooseCompany };
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession stands outside SessionProvider");
  return session;
}
