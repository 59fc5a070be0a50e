// What a terminal can show, by what it says of itself in the environment.

/**
 * How pictures are shown: as images of terminals that can ("kitty", "iterm", "sixel"); as half blocks in 16 million or
 * 256 colours; as characters; or in a PNG file.
 */
export type ShowFormat = "kitty" | "iterm" | "sixel" | "truecolor" | "256" | "characters" | "png";

export const showFormats = ["kitty", "iterm", "sixel", "truecolor", "256", "characters", "png"] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** How pictures are shown best. */
export function chooseFormat(environment: Environment, isTTY: boolean): ShowFormat {
  const { TERM = "", COLORTERM = "", NO_COLOR = "" } = environment;
  if (!isTTY) return "png";
  // https://no-color.org
  if (NO_COLOR !== "" || TERM === "dumb") return "characters";
  return graphicsOf(environment) ?? (/truecolor|24bit/i.test(COLORTERM) ? "truecolor" : "256");
}

function graphicsOf(environment: Environment): ShowFormat | null {
  const { TERM = "", TERM_PROGRAM = "", LC_TERMINAL = "" } = environment;
  // Multiplexers keep images from the terminal.
  if (environment.TMUX || /^(screen|tmux)/.test(TERM)) return null;
  if (TERM === "xterm-kitty" || environment.KITTY_WINDOW_ID || /ghostty/i.test(TERM + TERM_PROGRAM)) return "kitty";
  if (/^(iTerm\.app|WezTerm|mintty)$/.test(TERM_PROGRAM) || LC_TERMINAL === "iTerm2") return "iterm";
  return /sixel|^(mlterm|foot|yaft|contour)/.test(TERM) ? "sixel" : null;
}
