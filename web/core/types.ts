/** The shapes the server speaks. Numbers stay text: a figure is never turned into a float to be shown. */

export type Unit = "money" | "days" | "percent" | "ratio" | "count" | "date" | "text";

export interface Fact {
  id: string;
  label: string;
  value: string;
  unit: Unit;
  currency: string | null;
  as_of: string;
  company: string;
  party?: string | null;
  period?: string | null;
  basis?: string | null;
  formula: string;
  inputs: Record<string, unknown>;
  row_ids: string[];
  caveats: string[];
}

export interface Table {
  title: string;
  columns: string[];
  rows: (string | null)[][];
  units?: Unit[];
  fact_ids?: (string | null)[][];
  row_ids?: string[];
}

export interface Series {
  name: string;
  x: string[];
  y: string[];
}

export interface Chart {
  title: string;
  kind: "line" | "bar" | "stacked_bar" | "band";
  unit?: Unit;
  currency?: string | null;
  series: Series[];
}

export interface Citation {
  document_id: string;
  filename: string;
  page: number;
  quote: string;
  /** Left, top, right, bottom in per cent of the page. */
  box?: number[] | null;
  party?: string | null;
  kind?: string | null;
}

export interface ProposalLine {
  item_id: string | number;
  party: string;
  number?: string | null;
  account?: string | null;
  due_date?: string | null;
  amount: string;
  pay_amount: string;
  discount: string;
  debit_date?: string | null;
  in_time_date?: string | null;
  reason: string;
}

export interface Decision {
  person: string;
  name?: string | null;
  decision: string;
  at: string;
  comment?: string | null;
}

/** A proposal in a list; its lines come with the proposal itself. */
export interface ProposalSummary {
  proposal_id: string;
  digest: string;
  company: string;
  kind: string;
  status: string;
  title: string;
  reason: string;
  /** A payment run's day; null for every other kind of proposal. */
  run_date: string | null;
  currency: string | null;
  total: string | null;
  value: string | null;
  proposed_by: string;
  needs: string[];
  expires_at: string | null;
  why_closed?: string | null;
}

/** One field that a proposal would change; of an account its last signs and its holder. */
export interface Change {
  field: string;
  from: string | null;
  to: string | null;
}

/** What a change is about; `items` of reminders and write-offs, `text` of a letter, `number` and `open` of a bill. */
export interface Subject {
  number?: string;
  party_name?: string;
  gross?: string;
  open?: string;
  currency?: string;
  code?: string;
  pay_on?: string;
  days_early?: number;
  items?: { item: number; number: string; due_date: string; open: string }[];
  text?: string;
}

/** What a control found: how sure of 100, whether it stops the proposal, and who may set it aside with which code. */
export interface Finding {
  finding: string;
  control: string;
  score: number;
  blocks: boolean;
  reason: string;
  evidence: string[];
  may_override: string[];
  reason_codes: string[];
  overridden_by: string | null;
  reason_code: string | null;
  comment: string | null;
}

/** A released run's file, as it is to be saved. */
export interface RunFile {
  name: string;
  format: string;
  sha256: string;
  content: string;
}

export interface Proposal extends ProposalSummary {
  findings?: Finding[];
  subject?: Subject | null;
  changes?: Change[];
  bound?: string | null;
  gap?: string | null;
  lines: ProposalLine[];
  left_out?: { item_id: string | number; why: string; party?: string | null }[];
  proposed_by_name?: string | null;
  decisions: Decision[];
  executed_at?: string | null;
}

export type Status =
  | "answered"
  | "clarify"
  | "refused"
  | "not_permitted"
  | "no_data"
  | "not_loaded"
  | "incomplete";

export interface Answer {
  thread_id: string;
  answer_id: string;
  status: Status;
  answer: string;
  reason: string | null;
  as_of: string;
  companies: string[];
  facts: Fact[];
  tables: Table[];
  charts: Chart[];
  citations: Citation[];
  proposal: Proposal | null;
  options?: string[];
  notices: string[];
  model: string;
  timings_ms: { total: number; model: number; tools: number };
}

export interface Company {
  code: string;
  name: string;
  currency: string;
  roles: string[];
  /** Whether their roles let them read its books. */
  reads: boolean;
}

export interface Me {
  person: string;
  name: string;
  companies: Company[];
  as_of: string;
  demo: boolean;
}

export interface Person {
  person: string;
  name: string;
}

export interface ThreadLine {
  thread_id: string;
  title: string;
  company: string;
}

export interface Thread {
  thread_id: string;
  company: string;
  turns: { question: string; answer: Answer }[];
}

/** A Fact as it was said, and as the books give it now; `now` is null when there no longer is such a figure. */
export interface Recomputation {
  fact: Fact;
  same: boolean;
  then: string;
  now: string | null;
  definition: string;
  source: string | null;
  changed: { why?: string; rows_added?: string[]; rows_gone?: string[] };
}

export interface DocumentPage {
  document_id: string;
  filename: string;
  page: number;
  pages: number;
  text: string;
  image?: string | null;
}

export interface ProblemBody {
  title: string;
  status: number;
  detail: string;
  errors?: { [key: string]: unknown }[];
}

export interface BriefItem {
  kind: string;
  /** To act on today, to watch, or good to know. */
  tone: "act" | "watch" | "calm";
  title: string;
  /** Markdown whose figures open their receipts. */
  say: string;
  lines: string[];
  /** The next useful question. */
  ask: string;
  facts: string[];
}

/** A person's morning: what needs them, what was looked at and is in order, what could not be looked at. */
export interface Brief {
  company: string;
  as_of: string;
  language: "en" | "de";
  items: BriefItem[];
  quiet: string[];
  notes: string[];
  facts: Fact[];
  delivered_at: string | null;
}

/** A role that somebody holds, or that was asked for them; `for` is who delegated it. */
export interface Holding {
  kind: "grant" | "delegation";
  id: number;
  person: string;
  name: string;
  role: string;
  limit: string | null;
  until: string | null;
  for: string | null;
  requested_by: string;
  approved_by: string | null;
}

/** Who holds what in a company, what waits, and who could pay themselves. */
export interface AccessReview {
  company: string;
  people: Holding[];
  waiting: Holding[];
  findings: { person: string; why: string }[];
  roles: { role: string; may: string }[];
}
