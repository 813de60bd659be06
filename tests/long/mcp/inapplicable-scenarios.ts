/**
 * Scenarios of the conformance suite that cannot apply to this server, each with the words by which the suite itself shows why: every one of its
 * failures has to hold them. Most call tools, prompts and resources of the protocol's own "everything" server, which exist to be tested and do
 * nothing; a server that places phone calls has none of them.
 */
export const INAPPLICABLE: Readonly<Record<string, { why: string; shownBy: RegExp }>> = {
  ...fixtures({
    'completion-complete': 'Prompt test_prompt_with_arguments not found',
    'elicitation-sep1034-defaults': 'Tool test_elicitation_sep1034_defaults not found',
    'elicitation-sep1330-enums': 'Tool test_elicitation_sep1330_enums not found',
    'input-required-result-basic-elicitation': 'Tool test_input_required_result_elicitation not found',
    'input-required-result-basic-list-roots': 'Tool test_input_required_result_list_roots not found',
    'input-required-result-basic-sampling': 'Tool test_input_required_result_sampling not found',
    'input-required-result-capability-check': 'Tool test_input_required_result_capabilities not found',
    'input-required-result-multi-round': 'Expected InputRequiredResult with inputRequests and requestState',
    'input-required-result-multiple-input-requests': 'Tool test_input_required_result_multiple_inputs not found',
    'input-required-result-non-tool-request': 'Prompt test_input_required_result_prompt not found',
    'input-required-result-request-state': 'Tool test_input_required_result_request_state not found',
    'input-required-result-result-type': 'Tool test_input_required_result_elicitation not found',
    'input-required-result-tampered-state': 'could not get initial InputRequiredResult',
    'json-schema-2020-12': "Tool 'json_schema_2020_12_tool' not found",
    'prompts-get-embedded-resource': 'Prompt test_prompt_with_embedded_resource not found',
    'prompts-get-simple': 'Prompt test_simple_prompt not found',
    'prompts-get-with-args': 'Prompt test_prompt_with_arguments not found',
    'prompts-get-with-image': 'Prompt test_prompt_with_image not found',
    'resources-read-binary': 'Resource not found: test://static-binary',
    'resources-read-text': 'Resource not found: test://static-text',
    'resources-templates-read': 'Resource not found: test://template/123/data',
    'server-stateless': 'Not testable: server does not list the diagnostic tool',
    'tools-call-audio': 'Tool test_audio_content not found',
    'tools-call-elicitation': 'Tool test_elicitation not found',
    'tools-call-embedded-resource': 'Tool test_embedded_resource not found',
    'tools-call-error': 'Tool test_error_handling not found',
    'tools-call-image': 'Tool test_image_content not found',
    'tools-call-mixed-content': 'Tool test_multiple_content_types not found',
    'tools-call-sampling': 'Tool test_sampling not found',
    'tools-call-simple-text': 'Tool test_simple_text not found',
    'tools-call-with-progress': 'Tool test_tool_with_progress not found',
  }),
  ...notOffered('it writes no log to its clients: logging is deprecated since 2026-07-28', {
    'logging-set-level': 'Method not found',
    'tools-call-with-logging': 'Method not found',
  }),
  ...notOffered('a call is followed by get_call and by progress, not by subscribing to its resource', {
    'resources-subscribe': 'Method not found',
    'resources-unsubscribe': 'Method not found',
  }),
  'http-custom-header-server-validation': {
    why: 'no tool of ours wants one of its arguments as a header',
    shownBy: /server exposes no tool with x-mcp-header annotations/,
  },
};

/** The suite skips what these extensions ask where a server does not declare them, or runs into the tools of its own server. */
export const EXTENSIONS_NOT_OFFERED = /^(tasks-|sep-2640-)/;

function fixtures(missing: Record<string, string>) {
  return entries('it needs a tool, prompt or resource of the "everything" server', missing);
}

function notOffered(why: string, shown: Record<string, string>) {
  return entries(why, shown);
}

function entries(why: string, shown: Record<string, string>) {
  return Object.fromEntries(
    Object.entries(shown).map(([scenario, words]) => [
      scenario,
      { why, shownBy: new RegExp(words.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')) },
    ]),
  );
}
