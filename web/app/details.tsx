import { createContext, useContext, useMemo, useState, type ReactNode } from "react";
import type { Citation, Fact } from "../core/types";
import { Drawer } from "./Drawer";
import { PageView } from "./PageView";
import { Receipt } from "./Receipt";

type Shown = { kind: "receipt"; id: string; fact: Fact | undefined } | { kind: "page"; citation: Citation } | null;

interface Details {
  openReceipt: (id: string, facts: Fact[]) => void;
  openPage: (citation: Citation) => void;
}

const DetailsContext = createContext<Details | null>(null);

/** What stands behind a figure or a quote, opened beside the page. */
export function DetailsProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown>(null);
  const details = useMemo<Details>(
    () => ({
      openReceipt: (id, facts) => setShown({ kind: "receipt", id, fact: facts.find((fact) => fact.id === id) }),
      openPage: (citation) => setShown({ kind: "page", citation }),
    }),
    [],
  );
  const close = () => setShown(null);
  return (
    <DetailsContext value={details}>
      {children}
      <Drawer title="Receipt" isOpen={shown?.kind === "receipt"} onClose={close}>
        {shown?.kind === "receipt" ? <Receipt key={shown.id} id={shown.id} known={shown.fact} /> : null}
      </Drawer>
      <Drawer title="Source" isOpen={shown?.kind === "page"} onClose={close} wide>
        {shown?.kind === "page" ? <PageView citation={shown.citation} /> : null}
      </Drawer>
    </DetailsContext>
  );
}

export function useDetails(): Details {
  const details = useContext(DetailsContext);
  if (!details) throw new Error("useDetails stands outside DetailsProvider");
  return details;
}
