import { useSession } from "./session";

const NAMES: Record<string, string> = {
  viewer: "viewer",
  auditor: "auditor",
  ap_clerk: "AP clerk",
  ap_approver: "AP approver",
  ap_manager: "AP manager",
  vendor_maintainer: "vendor maintainer",
  vendor_verifier: "vendor verifier",
  ar_clerk: "AR clerk",
  ar_manager: "AR manager",
  treasury_analyst: "treasury analyst",
  treasury_releaser: "treasury releaser",
  controller_cfo: "controller or CFO",
  security_admin: "security admin",
};

/** A role as people call it. */
export const roleName = (role: string): string => NAMES[role] ?? role.replaceAll("_", " ");

/** Somebody in that role: "an AP clerk", "a controller or CFO". */
export function someoneIn(role: string): string {
  const name = roleName(role);
  return `${/^[aeio]/i.test(name) ? "an" : "a"} ${name}`;
}

/** The roles of whoever speaks, in one company; what they may do there is the server's to say. */
export function useRoles(company: string): string[] {
  const { me } = useSession();
  return me.data?.companies.find((one) => one.code === company)?.roles ?? [];
}
