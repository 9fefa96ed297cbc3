import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Problem } from "../core/problem";
import { App } from "./App";
import { SessionProvider } from "./session";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/turn.css";
import "./styles/figures.css";
import "./styles/morning.css";
import "./styles/proposal.css";

// A refusal stays a refusal however often it is asked for: only a lost connection is tried again.
const retry = (count: number, error: Error) => count < 2 && Problem.from(error).status === 0;
const queries = new QueryClient({ defaultOptions: { queries: { retry, staleTime: 30_000, refetchOnWindowFocus: false } } });

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <SessionProvider>
        <App />
      </SessionProvider>
    </QueryClientProvider>
  </StrictMode>,
);
