import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Form, Input, Label, TextField } from "react-aria-components";
import { ProblemNote } from "./ProblemNote";
import { useSession } from "./session";

/** Name and password; what stands behind a name is told only after both were right. */
export function SignInForm() {
  const { signIn } = useSession();
  const [person, setPerson] = useState("");
  const [password, setPassword] = useState("");
  const enter = useMutation({ mutationFn: () => signIn(person, password), onSettled: () => setPassword("") });
  return (
    <section className="decide" aria-label="Sign in">
      <h1>Sign in</h1>
      {enter.isError ? <ProblemNote error={enter.error} /> : null}
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate();
        }}
      >
        <TextField className="comment" type="email" autoComplete="username" isRequired value={person} onChange={setPerson}>
          <Label>Address</Label>
          <Input />
        </TextField>
        <TextField className="comment" type="password" autoComplete="current-password" isRequired value={password} onChange={setPassword}>
          <Label>Password</Label>
          <Input />
        </TextField>
        <Button className="action action-strong" type="submit" isPending={enter.isPending}>
          Sign in
        </Button>
      </Form>
    </section>
  );
}
