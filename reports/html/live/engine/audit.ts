/** In the page, in place of the audit: a browser tells nobody what code makes, and the code is the built-in strategies'. */

export const canCountResources = false;

export class ResourceCount {
  readonly isNone = true;
}

export class TurnCount {
  readonly hasAny = false;
  readonly watch = audit;
}

export function audit(code: () => void): void {
  code();
}
