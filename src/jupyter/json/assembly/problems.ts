/** The one problem that a scan ends with. */
let problem: i32 = 0;
let problemAt: i32 = 0;

/** What was wrong, one of the kinds of layout.ts. */
export function lastProblem(): i32 {
  return problem;
}

/** The address of the byte that was wrong. */
export function lastProblemAddress(): i32 {
  return problemAt;
}

export function fail(kind: i32, at: i32): i32 {
  problem = kind;
  problemAt = at;
  return 0;
}
