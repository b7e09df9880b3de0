"""An invented war with its actor file, for the tests of actors and camps."""

from datetime import date

import yaml

from dateline.actors import Actors, overlaid

DAY = date(2016, 12, 12)
WAR = """
home: Moldova
sides:
  government and allies: {camps: [government], countries: [Norway]}
  rebels and backers: {camps: [rebel], countries: [Chile]}
readings:
  watch:
    title: the Watch counted with the rebels
    actors: {Moldovan Watch: {camp: rebel}}
roles:
  group: {kurdish: [hill people], rebel: [free column]}
actors:
  - {name: Moldovan Watch, aliases: [the watch, MW], kind: organisation, camp: monitor, source: own statutes}
  - {name: Jaish al-Nahr, aliases: [River Army], kind: group, camp: rebel, from: 2015, source: founding statement}
  - {name: Nahr Brigade, aliases: [River Army], kind: group, camp: jihadist, to: 2014-12-31, source: UCDP}
  - name: Bashir al-Zamir
    aliases: [Zamir]
    kind: person
    source: register of ministers
    posts:
      - {post: minister, camp: government, from: 2010, to: 2014-06-30}
      - {post: rebel negotiator, camp: rebel, from: 2014-07}
  - {name: MONA, aliases: [Moldovan News Agency], kind: outlet, camp: state, country: Moldova, source: press law}
  - {name: Fjord Post, kind: outlet, camp: state, country: Norway, source: press law}
  - {name: Ana Petrak, kind: person, camp: state, country: Chile, source: embassy list}
"""


def actors() -> Actors:
    """The actors of the invented war over the base file."""
    return Actors(overlaid(yaml.safe_load(WAR)))
