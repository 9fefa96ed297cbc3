import { useState } from "react";
import { Button } from "react-aria-components";
import { EnrolForm } from "./EnrolForm";
import { SignInForm } from "./SignInForm";

/** The way in: name and password, or the one-time code of an invitation for who comes for the first time. */
export function Entrance() {
  const [invited, setInvited] = useState(false);
  return (
    <>
      {invited ? <EnrolForm /> : <SignInForm />}
      <p>
        <Button className="action action-quiet" onPress={() => setInvited(!invited)}>
          {invited ? "I have a password" : "I have a one-time code"}
        </Button>
      </p>
    </>
  );
}
