import { Button } from "react-aria-components";
import { Morning } from "./Morning";

const EXAMPLES = [
  { about: "Payment timing", ask: "Which discounts expire this week, and what are they worth net of our 6.5% credit line?" },
  { about: "Cash", ask: "Where will cash be at the end of week 6, and when do we first go under 2 million?" },
  { about: "Position", ask: "What is our DSO, and how did you calculate it?" },
  { about: "Collections", ask: "How much of AR is overdue, and who are the ten drivers?" },
  { about: "Documents", ask: "What do our contracts say about early payment?" },
  { about: "Proposal", ask: "Propose Thursday's run keeping at least 1.5 million." },
];

/** What needs this person today, and what else to ask first. */
export function FirstPage({ ask }: { ask: (question: string) => void }) {
  return (
    <section className="first" aria-labelledby="first-title">
      <h1 id="first-title">Ask the books.</h1>
      <p className="lede">
        Every figure opens to its receipt: the formula, the inputs and the rows it came from. The copilot can propose a
        payment; only another person can approve it.
      </p>
      <Morning ask={ask} />
      <ul className="examples">
        {EXAMPLES.map((example) => (
          <li key={example.ask}>
            <Button className="example" onPress={() => ask(example.ask)}>
              <span className="example-about">{example.about}</span>
              <span className="example-ask">{example.ask}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
