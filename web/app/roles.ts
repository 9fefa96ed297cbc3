import { useSession } from "./session";

/** The roles of whoever speaks, in one company; what they may do there is the server's to say. */
export function useRoles(company: string): string[] {
  const { me } = useSession();
  return me.data?.companies.find((one) => one.code === company)?.roles ?? [];
}
