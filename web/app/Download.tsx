import { useState } from "react";
import { Button } from "react-aria-components";
import { ProblemNote } from "./ProblemNote";
import { save } from "./save";
import { useSession } from "./session";

interface Props {
  answer: string;
  formats: ("csv" | "xlsx" | "pdf" | "md")[];
  about: string;
  table?: number;
}

/** Take an answer, or one of its tables, away as a file. */
export function Download({ answer, formats, about, table }: Props) {
  const { client } = useSession();
  const [problem, setProblem] = useState<unknown>(null);
  const take = async (format: string) => {
    setProblem(null);
    try {
      save(await client.exported(answer, format, table));
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <p className="downloads">
      {formats.map((format) => (
        <Button
          key={format}
          className="action action-quiet"
          aria-label={`Download ${about} as ${format.toUpperCase()}`}
          onPress={() => void take(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
      {problem ? <ProblemNote error={problem} /> : null}
    </p>
  );
}
