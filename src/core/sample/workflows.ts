export type SampleTier = "cheap" | "capable" | "premium";

export interface SampleStage {
  readonly name: string;
  readonly tier: SampleTier;
  /** Median input and output tokens; 0 for a stage that calls no model. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly latencyMs: number;
  /** Chance, 0 to 1, that the stage is skipped. */
  readonly skipRatio: number;
  readonly skipReason: string;
}

export interface SampleWorkflow {
  readonly name: string;
  readonly className: string;
  readonly file: string;
  readonly doc: string;
  readonly provider: string;
  /** How often it runs, relative to the others. */
  readonly weight: number;
  /** Chance, 0 to 1, that a run fails. */
  readonly failureRatio: number;
  readonly error: string;
  readonly stages: readonly SampleStage[];
}

/** USD per million tokens, input and output. */
export const TIER_PRICES: Readonly<Record<SampleTier, { readonly input: number; readonly output: number }>> =
  {
    cheap: { input: 1, output: 5 },
    capable: { input: 3, output: 15 },
    premium: { input: 15, output: 75 },
  };

export const MODELS: Readonly<Record<string, Readonly<Record<SampleTier, string>>>> = {
  anthropic: {
    cheap: "claude-haiku-4-5-20251001",
    capable: "claude-sonnet-4-5-20250929",
    premium: "claude-opus-4-6",
  },
  openai: { cheap: "gpt-4o-mini", capable: "gpt-4o", premium: "o1" },
  google: { cheap: "gemini-1.5-flash", capable: "gemini-1.5-pro", premium: "gemini-2.5-pro" },
};

function stage(
  name: string,
  tier: SampleTier,
  inputTokens: number,
  outputTokens: number,
  latencyMs: number,
  skip: { readonly ratio: number; readonly reason: string } = { ratio: 0, reason: "" },
): SampleStage {
  return { name, tier, inputTokens, outputTokens, latencyMs, skipRatio: skip.ratio, skipReason: skip.reason };
}

/** The workflows of the sample workspace: names, prices and habits in the proportions of a real one. */
export const SAMPLE_WORKFLOWS: readonly SampleWorkflow[] = [
  {
    name: "code-review",
    className: "CodeReviewWorkflow",
    file: "workflows/code_review.py",
    doc: "Reviews a diff: classify, scan, then an architect's view of large changes.",
    provider: "anthropic",
    weight: 8,
    failureRatio: 0.03,
    error: "Workflow execution error (timeout/API/connection): request timed out after 60 s",
    stages: [
      stage("classify", "cheap", 2_400, 180, 2_100),
      stage("scan", "capable", 6_800, 1_150, 14_500),
      stage("architect_review", "premium", 5_200, 900, 21_000, {
        ratio: 0.7,
        reason: "Simple change - architectural review not needed",
      }),
    ],
  },
  {
    name: "bug-predict",
    className: "BugPredictWorkflow",
    file: "workflows/bug_predict.py",
    doc: "Ranks the files most likely to hold the next bug.",
    provider: "anthropic",
    weight: 5,
    failureRatio: 0.05,
    error: "Workflow execution error (data/config): no patterns found for this project",
    stages: [
      stage("collect", "cheap", 0, 0, 12),
      stage("correlate", "capable", 4_100, 700, 9_000),
      stage("predict", "premium", 3_000, 1_300, 17_000),
    ],
  },
  {
    name: "security-audit",
    className: "SecurityAuditWorkflow",
    file: "workflows/security_audit.py",
    doc: "Looks for unsafe patterns and says how to mend them.",
    provider: "anthropic",
    weight: 4,
    failureRatio: 0.04,
    error: "Workflow execution failed: RateLimitError",
    stages: [
      stage("triage", "cheap", 1_600, 120, 1_900),
      stage("analyze", "capable", 7_900, 1_600, 18_500),
      stage("assess", "capable", 2_800, 650, 8_200),
      stage("remediate", "premium", 4_400, 2_100, 29_000, {
        ratio: 0.6,
        reason: "No high/critical findings requiring remediation",
      }),
    ],
  },
  {
    name: "research",
    className: "ResearchSynthesisWorkflow",
    file: "workflows/research_synthesis.py",
    doc: "Reads sources and writes one answer with its evidence.",
    provider: "openai",
    weight: 3,
    failureRatio: 0.08,
    error: "Workflow execution error (timeout/API/connection): connection reset by peer",
    stages: [
      stage("summarize", "cheap", 9_500, 800, 5_400),
      stage("analyze", "capable", 6_100, 1_900, 16_000),
      stage("synthesize", "premium", 5_900, 2_600, 33_000),
    ],
  },
  {
    name: "test-gen",
    className: "TestGenerationWorkflow",
    file: "workflows/test_gen.py",
    doc: "Writes the tests that the coverage report misses.",
    provider: "anthropic",
    weight: 4,
    failureRatio: 0.06,
    error: "Workflow execution error (file system): tests/generated is not writable",
    stages: [
      stage("identify", "cheap", 1_900, 150, 1_700),
      stage("generate", "capable", 5_600, 3_400, 26_000),
      stage("review", "cheap", 3_800, 300, 3_100),
    ],
  },
  {
    name: "doc-gen",
    className: "DocumentationWorkflow",
    file: "workflows/doc_gen/workflow.py",
    doc: "Keeps the reference in step with the code.",
    provider: "google",
    weight: 2,
    failureRatio: 0.02,
    error: "Workflow execution failed: ValueError",
    stages: [
      stage("outline", "cheap", 2_200, 400, 2_600),
      stage("write", "capable", 4_700, 2_800, 19_000),
      stage("polish", "cheap", 3_300, 1_200, 4_800),
    ],
  },
];
