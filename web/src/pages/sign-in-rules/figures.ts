import type { SignInRules } from "@/api/types";

/** The range of every figure, as the server checks it. */
export type Figure = Exclude<keyof SignInRules, "second_factor_for">;
export const ranges: Record<Figure, [number, number]> = {
  password_length_min: [8, 64],
  password_history: [0, 24],
  password_days_max: [0, 730],
  failures_free: [3, 20],
  delay_minutes_first: [1, 60],
  delay_minutes_max: [1, 1440],
  session_idle_minutes: [5, 1440],
  session_minutes_max: [15, 10080],
  sessions_max: [1, 50],
  recovery_link_minutes: [10, 10080],
};

/** Who may not come in by the password alone, the laxest first. */
export const levels: SignInRules["second_factor_for"][] = ["administrators", "sees_others", "everybody"];

export const groups: { name: string; figures: Figure[] }[] = [
  { name: "password", figures: ["password_length_min", "password_history", "password_days_max"] },
  { name: "failures", figures: ["failures_free", "delay_minutes_first", "delay_minutes_max"] },
  { name: "session", figures: ["session_idle_minutes", "session_minutes_max", "sessions_max", "recovery_link_minutes"] },
];
