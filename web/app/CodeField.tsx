import { Input, Label, TextField } from "react-aria-components";
import { useSession } from "./session";

/** The second factor of whoever decides; sample people have none and see no field. */
export function CodeField({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const { me } = useSession();
  if (me.data?.demo !== false) return null;
  return (
    <TextField className="comment" value={value} onChange={onChange} inputMode="numeric" autoComplete="one-time-code">
      <Label>Code of your authenticator app (unless given within five minutes)</Label>
      <Input maxLength={7} />
    </TextField>
  );
}
