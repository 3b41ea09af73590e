"""How a night went, told to people: a WeCom group's robot, a webhook, e-mail.

Here belong the summary and the ways out. Counts and names of rules, metrics, feeds and checks are told; no
object, no member and no value of a feed. Failing to tell is logged and never fails a night.
"""
