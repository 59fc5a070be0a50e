/** The browser's storage, which throws where the visitor forbids it; the page then forgets. */
export const storage = {
  get(name: string): string | null {
    try {
      return localStorage.getItem(`lumbre-demo-${name}`);
    } catch {
      return null;
    }
  },
  set(name: string, value: string): void {
    try {
      localStorage.setItem(`lumbre-demo-${name}`, value);
    } catch {
      // Forgotten, then.
    }
  },
};
