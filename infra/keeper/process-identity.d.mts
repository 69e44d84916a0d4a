export function identityOf(pid: number): string | null;
export function isAlive(identity: string): boolean;
export function pidOf(identity: string): number;
