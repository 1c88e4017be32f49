"""Sentences from which the demo's accounts are put together: plain, humane, and never graphic.

Placeholders: {child} or {adult} the person's name, {they} {them} {their} {They} pronouns, {carer} and {other}
phrases such as “her mother” and “his mother’s partner”, {Carer} and {Other} the same at a sentence's start. {cthey} {cthem}
{ctheir} {CThey} are the carer's pronouns. All pronouns are singular: “{they} was”.
"""
