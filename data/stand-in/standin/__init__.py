"""Makes synthetic answers to the questionnaires and codes of interviews from `truths.toml`.

Knows nothing of `analysis`: what is planted here must be found there by itself. The order of work is
that of the questionnaires: `sample` (who is asked), `people` (who they are), `access`, `services`
(known, used), `experience` (of the service used), `culture` (officials only), `gaps` (empty
answers), `tables` (the files); `interviews` stands alone.
"""
