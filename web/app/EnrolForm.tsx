import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Form, Input, Label, Text, TextField } from "react-aria-components";
import type { Device } from "../core/signin";
import { ProblemNote } from "./ProblemNote";
import { QrCode } from "./QrCode";
import { useSession } from "./session";

/** The first visit: a one-time code and a password of one's own, then the authenticator app, then the first sign-in. */
export function EnrolForm() {
  const { enrol } = useSession();
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const choose = useMutation({ mutationFn: () => enrol(code.trim(), password) });
  if (choose.data) return <FirstDevice device={choose.data} password={password} />;
  const differ = again !== "" && again !== password;
  return (
    <section className="decide" aria-label="First visit">
      <h1>Your first visit</h1>
      <p className="lede">A security admin gave you a one-time code. Choose a password; then your authenticator app is set up.</p>
      {choose.isError ? <ProblemNote error={choose.error} /> : null}
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          if (password === again) choose.mutate();
        }}
      >
        <TextField className="comment" autoComplete="one-time-code" isRequired value={code} onChange={setCode}>
          <Label>One-time code</Label>
          <Input spellCheck={false} />
        </TextField>
        <TextField className="comment" type="password" autoComplete="new-password" isRequired value={password} onChange={setPassword}>
          <Label>New password</Label>
          <Input />
        </TextField>
        <TextField className="comment" type="password" autoComplete="new-password" isRequired isInvalid={differ} value={again} onChange={setAgain}>
          <Label>New password, again</Label>
          <Input />
          {differ ? <Text slot="errorMessage">The two are not the same.</Text> : null}
        </TextField>
        <Button className="action action-strong" type="submit" isPending={choose.isPending} isDisabled={differ}>
          Set password
        </Button>
      </Form>
    </section>
  );
}

/** The secret of the authenticator app, shown this once, and the way on. */
function FirstDevice({ device, password }: { device: Device; password: string }) {
  const { signIn } = useSession();
  const enter = useMutation({ mutationFn: () => signIn(device.person, password) });
  return (
    <section className="decide" aria-label="Authenticator app">
      <h1>Your authenticator app</h1>
      <p className="lede">Scan this with the app. Approving and releasing ask for its code. It is shown once.</p>
      <QrCode squares={device.qr} label="QR code for your authenticator app" />
      <p>
        Or type the secret: <code className="digest">{device.secret}</code>
      </p>
      {enter.isError ? <ProblemNote error={enter.error} /> : null}
      <Button className="action action-strong" isPending={enter.isPending} onPress={() => enter.mutate()}>
        I have it: sign in
      </Button>
    </section>
  );
}
